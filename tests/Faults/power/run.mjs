#!/usr/bin/env node
// node tests/Faults/power/run.mjs: the power goes, again and again. A bot works while all that it writes to its SQLite files is recorded; then disks are built that hold what
// was synced, and of the rest what chance left, and a bot is started on each: whatever was acknowledged before the cut has its answer.
//   --seed N --cuts N --seconds S (of work)     --settings A:B=VALUE (of the bot)
// The control: a disk that says "synced" and keeps nothing must be noticed, or this test could see nothing.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Host, freePort, sleep } from '../../Peers/stories/host.mjs';
import { writeOrganisation } from '../../Peers/stories/organisation.mjs';
import { Tally } from '../../Peers/tally.mjs';
import { plain } from '../../Peers/teams/cards-plain.mjs';
import { start as startTeams } from '../../Peers/teams/teams.mjs';
import { Chance } from '../chance.mjs';
import { compile } from '../machine.mjs';
import { readLog, writeImage } from './images.mjs';

const reps = ['tina', 'theo', 'tess', 'toni', 'tara', 'timo', 'tyra', 'tom'];

/** Works for a while under the recorder, then cuts. Resolves to { cuts, lost, said, unsynced, control: { cuts, lost, said }, ms }. */
export async function powerLoss({ seed, cuts, seconds, log = console.log }) {
  const chance = new Chance(seed);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'escalationbot-power.'));
  const recorder = compile('power/recorder.c', folder);
  if (!recorder) {
    fs.rmSync(folder, { recursive: true, force: true });
    return null;
  }
  const began = Date.now();
  const port = await freePort(),
    host = new Host(`faults-power-${seed}`);
  host.port = port;
  const teams = await startTeams({ botUrl: `http://127.0.0.1:${port}/api/messages`, people: [...reps, 'ben', 'carol', 'mia'] });
  const settings = {
    'Organisation:Folder': writeOrganisation(path.join(folder, 'organisation'), {
      place: 'teams:19:support@thread.tacv2',
      also: Object.fromEntries(reps.map(n => [n, 'rep'])),
    }),
    'Teams:ServiceUrl': teams.serviceUrl,
    'Teams:AllowedServiceHosts': '127.0.0.1',
    'Teams:AllowAnonymous': 'true',
  };
  host.settings = settings;
  const acked = new Map(); // mark -> when
  try {
    const file = path.join(folder, 'log');
    host.environment = { LD_PRELOAD: recorder, POWER_LOG: file, POWER_UNDER: path.join(fs.realpathSync(host.folder), 'data') };
    await host.start({ within: 60000 });
    for (const name of reps) await teams.install(name);
    const works = Date.now();
    let number = 90000;
    await Promise.all(
      reps.map(async name => {
        while (Date.now() < works + seconds * 1000) {
          const mark = `ESC-${++number}`;
          const r = await teams.keepAndSend(teams.activity(name, { text: `status ${mark}`, textFormat: 'plain' })).catch(() => null);
          if (r && r.status < 300) acked.set(mark, Date.now());
        }
      }),
    );
    await host.kill();
    const records = readLog(file);
    if (!records.some(r => r.op === 's')) throw new Error('the recorder saw no sync at all: it does not stand between the program and its disk');
    const from = records.findIndex(r => r.at > works);
    const result = { cuts: 0, lost: 0, said: 0, unsynced: 0, acknowledged: acked.size, syncs: records.filter(r => r.op === 's').length, control: { cuts: 0, lost: 0, said: 0 } };
    const look = async (count, options, to) => {
      const cut = records[count - 1].at;
      const other = new Host(`faults-power-${seed}-${to.cuts}`);
      try {
        other.port = port;
        other.settings = settings;
        const image = writeImage(records, count, path.join(other.folder, 'data'), chance, options);
        to.cuts++;
        to.unsynced += image.unsynced;
        const again = Date.now();
        const words = await other.start({ within: 60000 }).then(
          () => null,
          e => e.message,
        );
        if (words) {
          to.said++;
          log(`  cut ${to.cuts} (${image.how}): the start says: ${words.split('\n').filter(Boolean).slice(0, 3).join(' / ').slice(0, 300)}`);
          return words;
        }
        const wanted = [...acked].filter(([, at]) => at < cut - 1).map(([mark]) => mark);
        const seen = () => {
          const text = [...teams.conversations.values()]
            .flatMap(c => c.messages)
            .filter(m => m.fromBot && (m.at <= cut || m.at >= again))
            .map(plain)
            .join('\n');
          return wanted.filter(mark => !text.includes(mark));
        };
        for (const end = Date.now() + 15000; seen().length && Date.now() < end; ) {
          const idle = await fetch(`${other.url}/metrics`).then(r => r.text(), () => '');
          await sleep(400);
          if (/_waiting/.test(idle) && !/_waiting\S* [1-9]/.test(idle) && Date.now() > again + 9000) break;
        }
        const missing = seen();
        to.lost += missing.length;
        if (missing.length) log(`  cut ${to.cuts} (${image.how}): of ${wanted.length} acknowledged ${missing.length} are lost: ${missing.slice(0, 5).join(', ')}`);
        return null;
      } finally {
        await other.kill();
        other.cleanUp();
      }
    };
    for (let i = 0; i < cuts; i++) await look(chance.whole(from, records.length), {}, result);
    result.control.unsynced = 0;
    // The disk lies from the middle of the work on; the power goes at its end.
    for (let i = 0; i < 2 && !result.control.lost && !result.control.said; i++)
      await look(records.length, { liesFrom: from + Math.floor((records.length - from) / 2) }, result.control);
    result.ms = Date.now() - began;
    return result;
  } finally {
    await host.kill();
    host.cleanUp();
    await teams.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function main() {
  const args = process.argv.slice(2);
  const option = (name, other) => (args.includes(name) ? args[args.indexOf(name) + 1] : other);
  const tally = new Tally();
  const seed = Number(option('--seed', String(Date.now() % 1000000)));
  console.log(`-- power loss, seed ${seed}; again: node tests/Faults/power/run.mjs --seed ${seed}`);
  const result = await powerLoss({ seed, cuts: Number(option('--cuts', '4')), seconds: Number(option('--seconds', '4')) });
  if (!result) {
    console.log('NOT RUN: power loss (there is no C compiler for the recorder; sudo apt-get install -y gcc libc6-dev)');
    console.log('0 passed, 0 failed');
    process.exit(3);
  }
  console.log(JSON.stringify(result));
  await tally.check(`power loss, seed ${seed}: of ${result.acknowledged} acknowledged messages none is lost in ${result.cuts} cuts`, () => {
    if (result.lost || result.said) throw new Error(`lost ${result.lost}; in ${result.said} cuts the bot did not start on a disk that told the truth`);
  });
  await tally.check('power loss: a disk that lies is noticed', () => {
    if (!result.control.lost && !result.control.said) throw new Error('nothing was missing on a disk that kept nothing: this test sees nothing');
  });
  tally.end();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
