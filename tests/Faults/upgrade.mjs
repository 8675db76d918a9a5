#!/usr/bin/env node
// node tests/Faults/upgrade.mjs: the next version of the program takes the place of this one while people work, beside it on one database, and goes back again.
//   --seed N       who does what (7)
//   --engine E     sqlite | postgres | both (both)
//   --keep DIR     the built copy, for the next run
// The next version is this one with what a version may bring: a step of the schema, a member of cases, and a kind of inbox rows, none of which this one knows.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../Peers/stories/host.mjs';
import { Tally } from '../Peers/tally.mjs';
import { buildCopy } from './build-copy.mjs';
import { draw, inWords } from './plan.mjs';
import { keep, run } from './run.mjs';

const steps = fs.readdirSync(path.join(root, 'core/Store/Migrations')).sort();
const newest = Number(steps.at(-1).slice(1, 4));
const edits = [
  {
    file: 'core/Cases/Case.cs',
    original: '    /// <summary>1, 2, …: compare-and-swap.</summary>\n    public required int Version { get; init; }\n',
    becomes: '    /// <summary>1, 2, …: compare-and-swap.</summary>\n    public required int Version { get; init; }\n\n    public string? Mood { get; init; } = "green";\n',
  },
  {
    file: 'core/Messages/InboundJson.cs',
    original: 'JsonSerializer.Serialize(inbound, MessagesJson.Default.Inbound);',
    becomes: 'JsonSerializer.Serialize(inbound, MessagesJson.Default.Inbound).Replace("\\"pressed\\"", "\\"pressed_hard\\"", System.StringComparison.Ordinal);',
  },
  {
    file: 'core/Messages/InboundJson.cs',
    original: '            return Read(body);',
    becomes: '            return Read(body.Replace("\\"pressed_hard\\"", "\\"pressed\\"", System.StringComparison.Ordinal));',
  },
];
const step = `core/Store/Migrations/V${String(newest + 1).padStart(3, '0')}_next.sql`;
const files = { [step]: `-- Started by programs from V${String(newest).padStart(3, '0')} on.\nCREATE TABLE moods (id BIGINT PRIMARY KEY, word TEXT);\nALTER TABLE cases ADD COLUMN mood TEXT;\nCREATE INDEX cases_mood ON cases (mood);\n` };

/** Which version each replica is, and by what it becomes that: the first dies, the second goes back once. */
function changes(engine, program) {
  const one = (at, replica, next, by) => ({ at, kind: 'version', replica, program: next ? program : undefined, by });
  return engine === 'sqlite'
    ? [one(3000, 0, true, 'stop'), one(8000, 0, false, 'kill'), one(13000, 0, true, 'kill')]
    : [one(3000, 0, true, 'kill'), one(8000, 1, true, 'stop'), one(12000, 1, false, 'kill'), { at: 14000, kind: 'kill', replica: 0 }, one(17000, 1, true, 'stop')];
}

/** A rollback of everything: this version starts on what the next one left, and works. */
async function rollsBack(world) {
  for (const host of world.hosts) {
    host.alive = false;
    await host.stop({ within: 25000 });
    host.program = undefined;
  }
  for (const host of world.hosts) await world.start(host);
  const seat = world.seats.mia;
  const known = new Set((await seat.chat()).map(m => m.id));
  await seat.saying('digest')();
  for (const end = Date.now() + 60000; ; await new Promise(r => setTimeout(r, 300))) {
    if ((await seat.chat()).some(m => !known.has(m.id) && /questions \d+ · finished \d+ · open \d+ · lost 0/.test(m.words))) return;
    if (Date.now() > end) throw new Error('after the rollback nobody answers');
  }
}

const args = process.argv.slice(2);
const option = (name, other) => (args.includes(name) ? args[args.indexOf(name) + 1] : other);
const folder = option('--keep') ? path.resolve(option('--keep')) : fs.mkdtempSync(path.join(os.tmpdir(), 'escalationbot-next.'));
const program = buildCopy(folder, edits, files);
const tally = new Tally();
const seed = Number(option('--seed', '7'));
for (const engine of { both: ['sqlite', 'postgres'] }[option('--engine', 'both')] ?? [option('--engine')]) {
  const plan = draw({ seed, engine, seconds: 20, replicas: 2, calm: true });
  plan.faults = changes(engine, program);
  console.log(`\n-- ${engine}, seed ${seed}: this version and the next one on one database; again: node tests/Faults/upgrade.mjs --seed ${seed} --engine ${engine}`);
  for (const f of plan.faults) console.log(inWords(f));
  await tally.check(`${engine}: the next version comes, goes back and comes again, and everything acknowledged has one outcome; then this one starts on what it left`, async () => {
    const result = await run(plan, { afterwards: rollsBack });
    console.log(JSON.stringify(result.row));
    if (result.wrong.length) throw new Error(`${result.wrong.slice(0, 20).join('\n')}\n(${result.wrong.length} in all; kept in ${keep(plan, result)})`);
  });
}
if (!option('--keep')) fs.rmSync(folder, { recursive: true, force: true });
tally.end();
