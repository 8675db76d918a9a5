#!/usr/bin/env node
// node tests/Faults/migration.mjs: a database of an older schema, with people waiting for answers in it, and a bot that is killed again and again while it brings the schema
// up to date: in the end it is up, and everybody has their answer, once.
//   --seed N --kills N
import { spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Host, freePort, root, sleep } from '../Peers/stories/host.mjs';
import { writeOrganisation } from '../Peers/stories/organisation.mjs';
import { Tally } from '../Peers/tally.mjs';
import { plain } from '../Peers/teams/cards-plain.mjs';
import { start as startTeams } from '../Peers/teams/teams.mjs';
import { Chance } from './chance.mjs';
import { Machine, compile } from './machine.mjs';

const reps = ['tina', 'theo', 'tess', 'toni'];

function sql(file, text) {
  const r = spawnSync('sqlite3', ['-bail', file], { input: text, encoding: 'utf8' });
  if (r.status !== 0) throw new Error(`sqlite3: ${r.stderr}`);
  return r.stdout.trim();
}

/** A database of the first `version` steps of the schema, with what a newer one holds, as far as it had a place for it. */
export function asOf(version, newer, file) {
  const folder = path.join(root, 'core/Store/Migrations');
  const steps = fs.readdirSync(folder).sort().slice(0, version);
  sql(file, 'CREATE TABLE schema_versions (version BIGINT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, applied_at BIGINT NOT NULL);');
  for (const step of steps) {
    const text = fs.readFileSync(path.join(folder, step), 'utf8').replaceAll('\r\n', '\n');
    const hash = crypto.createHash('sha256').update(text).digest('hex');
    sql(file, text.replaceAll('id BIGINT PRIMARY KEY', 'id INTEGER PRIMARY KEY')); // as the bot writes it for SQLite
    sql(file, `INSERT INTO schema_versions (version, name, hash, applied_at) VALUES (${Number(step.slice(1, 4))}, '${step.slice(0, -4)}', '${hash}', 0);`);
  }
  const tables = sql(file, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_versions';").split('\n');
  const columns = (db, table) => sql(db, `SELECT name FROM pragma_table_info('${table}');`).split('\n');
  const copies = tables.map(table => {
    const both = columns(file, table).filter(name => columns(newer, table).includes(name)).join(', ');
    return both && `DELETE FROM ${table}; INSERT INTO ${table} (${both}) SELECT ${both} FROM newer.${table};`;
  });
  sql(file, `ATTACH '${newer}' AS newer;\nBEGIN;\n${copies.filter(Boolean).join('\n')}\nCOMMIT;`);
  return steps.length;
}

export async function migration({ seed, kills, log = console.log }) {
  const chance = new Chance(seed);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'escalationbot-migration.'));
  const host = new Host(`faults-migration-${seed}`);
  host.port = await freePort();
  const teams = await startTeams({ botUrl: `http://127.0.0.1:${host.port}/api/messages`, people: [...reps, 'ben', 'carol', 'mia'] });
  host.settings = {
    'Organisation:Folder': writeOrganisation(path.join(folder, 'organisation'), { place: 'teams:19:support@thread.tacv2', also: Object.fromEntries(reps.map(n => [n, 'rep'])) }),
    'Teams:ServiceUrl': teams.serviceUrl,
    'Teams:AllowedServiceHosts': '127.0.0.1',
    'Teams:AllowAnonymous': 'true',
  };
  const machine = new Machine(host, compile('machine.c', folder));
  const data = path.join(host.folder, 'data'),
    database = path.join(data, 'escalation.db');
  try {
    await host.start({ within: 60000 });
    for (const name of reps) await teams.install(name);
    await teams.says('tina', 'status ESC-90000');
    await teams.waits('tina', m => m.plain.includes('ESC-90000'));
    // From here on nothing is taken: all answers wait in the database.
    teams.refusing = { status: 401, code: 'Unauthorized' };
    const acked = Array.from({ length: 24 }, (_, i) => `ESC-${90001 + i}`);
    for (const [i, mark] of acked.entries()) await teams.says(reps[i % reps.length], `status ${mark}`);
    await sleep(700);
    await host.kill();
    const version = chance.whole(1, fs.readdirSync(path.join(root, 'core/Store/Migrations')).length - 1);
    const older = path.join(folder, 'older.db');
    asOf(version, database, older);
    fs.rmSync(data, { recursive: true });
    fs.mkdirSync(data);
    fs.copyFileSync(older, database);
    let killed = 0;
    for (let i = 0; i < kills; i++) {
      machine.set({ killAt: -chance.whole(1, 90) });
      const ended = await host.start({ within: 60000 }).then(
        () => null,
        e => e.message,
      );
      if (ended === null) await host.kill();
      else if (/ended with SIGKILL/.test(ended)) killed++;
      else throw new Error(`schema ${version}, start ${i + 1}: ${ended}`);
    }
    machine.set({ killAt: 0 });
    await host.start({ within: 60000 });
    teams.refusing = null;
    const seen = mark => [...teams.conversations.values()].flatMap(c => c.messages).filter(m => m.fromBot && plain(m).includes(mark)).length;
    for (const end = Date.now() + 90000; Date.now() < end && acked.some(mark => !seen(mark)); ) await sleep(200);
    await sleep(1500);
    const result = { version, starts: kills, killed, acknowledged: acked.length, lost: acked.filter(mark => !seen(mark)), doubled: acked.filter(mark => seen(mark) > 1) };
    if (result.lost.length || result.doubled.length) log(host.tail(15));
    return result;
  } finally {
    await host.kill();
    host.cleanUp();
    await teams.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const args = process.argv.slice(2);
const option = (name, other) => Number(args.includes(name) ? args[args.indexOf(name) + 1] : other);
const seed = option('--seed', Date.now() % 1000000);
console.log(`-- kills in the middle of a migration, seed ${seed}; again: node tests/Faults/migration.mjs --seed ${seed}`);
if (!compile('machine.c', os.tmpdir()) || spawnSync('sqlite3', ['--version']).status !== 0) {
  console.log('NOT RUN: kills in the middle of a migration (it wants a C compiler and sqlite3: sudo apt-get install -y gcc libc6-dev sqlite3)');
  console.log('0 passed, 0 failed');
  process.exit(3);
}
const tally = new Tally();
await tally.check(`migration, seed ${seed}: killed again and again while the schema grows, the bot comes up and everybody has their answer once`, async () => {
  const result = await migration({ seed, kills: option('--kills', 6) });
  console.log(JSON.stringify(result));
  if (result.lost.length || result.doubled.length) throw new Error(`from schema ${result.version}: lost ${result.lost.join(', ') || 'none'}; doubled ${result.doubled.join(', ') || 'none'}`);
  if (!result.killed) throw new Error('no start was killed: this test sees nothing');
});
tally.end();
