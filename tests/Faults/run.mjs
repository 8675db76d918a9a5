#!/usr/bin/env node
// node tests/Faults/run.mjs: people, a bot that is killed and cut off again and again, and a judge who never looks inside.
//   --seed N              what happens is drawn from it (default: a new one, printed)
//   --engine E            sqlite | postgres | both (both)
//   --seconds S           how long people act and things break (14 each); then a quiet minute at most
//   --rounds R            so many runs, each with the next seed (1)
//   --replicas R          bots on one PostgreSQL (2)
//   --specialists C       slack | teams (drawn)
//   --only K,K            only faults of these kinds (kill, stop, limit, unwell, before, after, late, slow, never, again, swapped, database, crash, cut, switched, redis, archived, token, uninstalled, full, readonly, sluggish, memory, clock, checkpoint,
//                         digest, approval, upload)
//   --pace S              seconds between faults (1.3)
//   --patience S          how long people wait for what they expect before they say that it never came (60)
//   --calm                no faults at all: the judge's own check
//   --replay FILE         the plan of a failure that was kept (artifacts/tests/faults-*.json)
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { artifacts, sleep } from '../Peers/stories/host.mjs';
import { Tally } from '../Peers/tally.mjs';
import { Amid } from './amid.mjs';
import { Faults } from './faults.mjs';
import { Judge } from './judge.mjs';
import { Ledger } from './ledger.mjs';
import { Crowd } from './people.mjs';
import { draw, inWords } from './plan.mjs';
import { World } from './world.mjs';

/** Runs a plan; resolves to { wrong, counts, table row, ledger }. afterwards: (world) => what is to be looked at when all is judged; it throws with what is wrong. */
export async function run(plan, { quiet = false, afterwards } = {}) {
  const ledger = new Ledger(),
    world = new World(plan, ledger),
    log = quiet ? () => {} : console.log;
  try {
    await world.begin();
    const slackCalls = world.slack.calls.length;
    const crowd = new Crowd(world, ledger),
      amid = new Amid(world, ledger, crowd),
      faults = new Faults(world, ledger, plan, amid),
      judge = new Judge(world, ledger, amid);
    const began = (ledger.began = Date.now());
    const living = Promise.all(Object.entries(plan.matters).map(([name, matters]) => crowd.lives(name, matters)));
    living.catch(() => {});
    await Promise.all([faults.happen(began), sleep(plan.seconds * 1000)]);
    crowd.over = true;
    world.calm();
    const end = Date.now() + crowd.patience;
    setTimeout(() => (crowd.gaveUp = true), crowd.patience).unref();
    await living;
    await world.slack.idle();
    let waiting = await waitingOf(world);
    while (Date.now() < end && ((await judge.missing()).length || waiting)) {
      await sleep(400);
      waiting = await waitingOf(world);
    }
    const settled = Date.now();
    await sleep(2500); // what comes a second time comes now
    judge.counts.stuck = await waitingOf(world);
    if (judge.counts.stuck) judge.wrong.push(`stuck: ${judge.counts.stuck} rows wait after a quiet minute`);
    const line = await digestOf(world, crowd);
    await judge.verdict();
    judge.digest(line);
    await afterwards?.(world).catch(e => judge.wrong.push(`afterwards: ${e.message}`));
    const row = {
      engine: plan.engine,
      seed: plan.seed,
      replicas: world.hosts.length,
      specialists: plan.specialists,
      messages: [...ledger.messages.values()].filter(m => m.ackedAt).length,
      cases: judge.cases,
      deliveries: ledger.deliveries,
      faults: plan.faults.reduce((sum, f) => ({ ...sum, [f.kind]: (sum[f.kind] ?? 0) + 1 }), {}),
      digest: line,
      calls: world.slack.calls.length - slackCalls + world.teams.calls.length,
      quietMs: settled - end + crowd.patience,
      ms: Date.now() - began,
      ...judge.counts,
    };
    if (judge.wrong.length) world.keepDatabase(path.join(artifacts, `faults-${plan.engine}-${plan.seed}-database`));
    return { wrong: judge.wrong, row, ledger, posts: judge.posts, tail: world.hosts.map(h => h.tail(30)).join('\n---\n') };
  } finally {
    await world.end().catch(e => log(`the end: ${e.message}`));
  }
}

/** Rows that wait in the bot, as it tells everybody who may ask. */
async function waitingOf(world) {
  let sum = 0;
  for (const host of world.hosts.slice(0, 1)) {
    const text = await fetch(`${host.url}/metrics`, { signal: AbortSignal.timeout(5000) })
      .then(r => r.text())
      .catch(() => null);
    if (text === null) return 1;
    for (const [, n] of text.matchAll(/^escalationbot_(?:inbox|outbox)_waiting(?:\{[^}]*\})? (\d+)/gm)) sum += Number(n);
  }
  return sum;
}
async function digestOf(world, crowd) {
  const seat = world.seats.mia;
  const known = new Set((await seat.chat()).map(m => m.id));
  const say = seat.saying('digest');
  await say();
  const find = async () => (await seat.chat()).reverse().find(m => !known.has(m.id) && /questions \d+ · finished/.test(m.words));
  const found = await crowd.waits.call({ gaveUp: false }, 'the digest', find, 60000).catch(() => null);
  if (!found) throw new Error(`the manager asked for the digest in vain; she sees: ${(await seat.chat()).map(m => m.words.slice(0, 80)).join(' | ')}\n${world.hosts[0].tail(20)}`);
  return found.words.match(/questions \d+ · finished \d+ · open \d+ · lost \d+/)[0];
}

/** Keeps what is needed to run a failure again. */
export function keep(plan, result) {
  fs.mkdirSync(artifacts, { recursive: true });
  const file = path.join(artifacts, `faults-${plan.engine}-${plan.seed}.json`);
  fs.writeFileSync(file, JSON.stringify({ plan, wrong: result.wrong, row: result.row, history: result.ledger, posts: result.posts.map(p => ({ ...p, at: p.at - result.ledger.began, text: p.text.slice(0, 200) })), tail: result.tail }, null, 1));
  return file;
}

async function main() {
  const args = process.argv.slice(2);
  const option = (name, other) => (args.includes(name) ? args[args.indexOf(name) + 1] : other);
  const tally = new Tally();
  const replay = option('--replay');
  const engines = { both: ['sqlite', 'postgres'] }[option('--engine', 'both')] ?? [option('--engine')];
  const seed = Number(option('--seed', String(Date.now() % 1000000)));
  const plans = replay ? [JSON.parse(fs.readFileSync(replay, 'utf8')).plan] : [];
  for (let round = 0; !replay && round < Number(option('--rounds', '1')); round++)
    for (const engine of engines)
      plans.push(
        draw({
          seed: seed + round,
          engine,
          seconds: Number(option('--seconds', '14')),
          replicas: Number(option('--replicas', '2')),
          specialists: option('--specialists'),
          calm: args.includes('--calm'),
          only: option('--only') && Object.fromEntries(option('--only').split(',').map(kind => [kind, 1])),
          pace: option('--pace') && Number(option('--pace')),
          patience: option('--patience') && Number(option('--patience')) * 1000,
        }),
      );
  for (const plan of plans) {
    console.log(`\n-- ${plan.engine}, seed ${plan.seed}, ${plan.seconds} s, specialists on ${plan.specialists}; again: node tests/Faults/run.mjs --seed ${plan.seed} --engine ${plan.engine} --seconds ${plan.seconds}`);
    for (const f of plan.faults) console.log(inWords(f));
    let result = null;
    await tally.check(`${plan.engine}, seed ${plan.seed}: everything acknowledged has one outcome, and nothing is where it must not be`, async () => {
      result = await run(plan);
      console.log(JSON.stringify(result.row));
      if (result.wrong.length) throw new Error(`${result.wrong.slice(0, 20).join('\n')}\n(${result.wrong.length} in all; kept in ${keep(plan, result)})`);
    });
  }
  tally.end();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
