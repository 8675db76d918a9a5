// node bench/run.mjs [slack|teams] [rounds=3] [seconds=8]: the official clients and ours, in turn on the same machine, and the ratios.
// Needs wrk (apt-get install wrk) and `npm ci` here with the development packages (it runs it). Ours keeps every message durably; the peers keep nothing.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, root, sleep } from '../stories/host.mjs';
import { installPeers, publishOurs, startBolt, startChild, startOurs, usage } from './apps.mjs';
import { writeSlackRequests, writeTeamsRequests } from './requests.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const args = process.argv.slice(2),
  numbers = args.filter(a => /^\d+$/.test(a)).map(Number);
const platforms = ['slack', 'teams'].filter(p => !args.some(a => a === 'slack' || a === 'teams') || args.includes(p));
const rounds = numbers[0] ?? 3,
  seconds = numbers[1] ?? 8,
  connections = 32,
  secret = 'test-signing-secret';

if (spawnSync('wrk', ['--version']).error) throw new Error('wrk is missing: sudo apt-get install -y wrk');
installPeers();
console.log('publishing ours');
publishOurs();

const stubPort = await freePort(),
  stub = `http://127.0.0.1:${stubPort}/`;
await startChild('stub.mjs', [String(stubPort)]);
// A connection of its own each time: one that was kept may just be closing.
const ask = (what, method = 'GET') => fetch(stub + what, { method, headers: { connection: 'close' } }),
  stats = async () => (await ask('stats')).json();
const file = path.join(root, 'artifacts/bench/requests.tsv');

/** One run against an app; waits until everything that was acknowledged has been posted, or nothing more comes for 3 s. */
async function measure(app, write, duration) {
  write(file, duration * 15000);
  await ask('reset', 'POST');
  const before = usage(app.pid),
    url = new URL(app.url);
  let peak = 0;
  const watching = setInterval(() => (peak = Math.max(peak, usage(app.pid).memory)), 100);
  const out = await new Promise(done => {
    const wrk = spawn('wrk', [
      '-t1',
      `-c${connections}`,
      `-d${duration}s`,
      '--timeout',
      '10s',
      '-s',
      path.join(here, 'wrk.lua'),
      `http://${url.host}`,
      '--',
      file,
      url.pathname,
    ]);
    let text = '';
    wrk.stdout.on('data', d => (text += d));
    wrk.stderr.on('data', d => (text += d));
    wrk.on('close', () => done(text));
  });
  const found = out.match(/JSON (.*)/);
  if (!found) throw new Error(out);
  const r = JSON.parse(found[1]);
  for (let still = 0, posts = -1; still < 30;) {
    await sleep(100);
    const now = (await stats()).posts;
    still = now === posts ? still + 1 : 0;
    posts = now;
    if (posts >= r.requests - r.failed && still > 3) break;
  }
  clearInterval(watching);
  const { posts, first, last } = await stats(),
    cpu = usage(app.pid).cpu - before.cpu;
  return {
    acks: r.requests / r.seconds,
    delivered: posts / Math.max(0.001, (last - first) / 1000),
    p50: r.p50,
    p99: r.p99,
    memory: peak,
    cpu: (cpu * 1000) / r.requests,
    failed: r.failed,
    requests: r.requests,
    posts,
  };
}

const appsOf = {
  async slack() {
    const peers = [await startBolt({ stub, secret }), await startBolt({ stub, secret, durable: true })];
    const ours = await startOurs({ 'Slack:ApiUrl': `${stub}api/`, 'Slack:BotToken': 'xoxb-test-token', 'Slack:SigningSecret': secret, 'Slack:Pacing': 'off' });
    return {
      peers,
      ours: { name: 'ours', pid: ours.process.pid, url: `${ours.url}/slack/events`, host: ours },
      write: (f, n) => writeSlackRequests(f, n, secret),
    };
  },
  async teams() {
    const port = await freePort();
    const botbuilder = await startChild('botbuilder-app.cjs', [], { PORT: String(port) });
    const ours = await startOurs({ 'Teams:AllowAnonymous': 'true', 'Teams:AllowedServiceHosts': '127.0.0.1', 'Teams:ServiceUrl': stub });
    return {
      peers: [{ name: 'botbuilder-js', pid: botbuilder.pid, url: `http://127.0.0.1:${port}/api/messages`, stop: () => botbuilder.kill('SIGKILL') }],
      ours: { name: 'ours', pid: ours.process.pid, url: `${ours.url}/api/messages`, host: ours },
      write: (f, n) => writeTeamsRequests(f, n, stub),
    };
  },
};
const median = (rows, key) => rows.map(r => r[key]).sort((a, b) => a - b)[Math.floor(rows.length / 2)];
const show = (name, r) =>
  `${name.padEnd(14)} ${r.acks.toFixed(0).padStart(7)} acks/s ${r.delivered.toFixed(0).padStart(7)} delivered/s  p50 ${r.p50.toFixed(1)} p99 ${r.p99.toFixed(1)} ms  ${r.memory.toFixed(0)} MB  ${r.cpu.toFixed(3)} ms CPU a message  ${r.failed} failed`;
const report = { at: new Date().toISOString(), rounds, seconds, connections };
for (const platform of platforms) {
  const { peers, ours, write } = await appsOf[platform](),
    apps = [...peers, ours],
    rows = new Map(apps.map(app => [app, []]));
  console.log(`\n== ${platform}`);
  for (const app of apps) await measure(app, write, 20); // until the compilers of all have settled
  for (let i = 0; i < rounds; i++)
    for (const app of apps) {
      const r = await measure(app, write, seconds);
      rows.get(app).push(r);
      console.log(show(app.name, r) + (r.posts < r.requests - r.failed ? `  ${r.requests - r.failed - r.posts} not delivered` : ''));
    }
  const mid = app => Object.fromEntries(Object.keys(rows.get(app)[0]).map(k => [k, median(rows.get(app), k)])),
    o = mid(ours);
  report[platform] = { ours: o };
  for (const peer of peers) {
    const p = (report[platform][peer.name] = mid(peer));
    console.log(
      `ours / ${peer.name}: acks ${(o.acks / p.acks).toFixed(2)}x · delivered ${(o.delivered / p.delivered).toFixed(2)}x · p99 ${(o.p99 / p.p99).toFixed(2)}x · memory ${(o.memory / p.memory).toFixed(2)}x · CPU a message ${(o.cpu / p.cpu).toFixed(2)}x`,
    );
    await peer.stop();
  }
  await ours.host.kill();
  ours.host.cleanUp();
}
fs.writeFileSync(path.join(root, 'artifacts/bench/result.json'), JSON.stringify(report, null, 1));
fs.rmSync(file, { force: true });
process.exit(0);
