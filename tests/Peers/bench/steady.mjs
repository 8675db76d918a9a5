// node bench/steady.mjs [rates=50,200,500,1000] [seconds=60] [apps=ours,bolt,durable]: Slack events offered at a steady rate, whoever keeps up, to each app in
// turn on one machine. Times count from when an event was due, so that a stall is not left out (no coordinated omission): `ack` to the acknowledgement,
// `post` to the arrival of the answer at the platform. `durable` is bolt with every event in
// PostgreSQL before it is acknowledged. An app is named ours=DLL to measure a build beside another. The table's chart is artifacts/bench/steady.svg.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { freePort, root, sleep } from '../stories/host.mjs';
import { installPeers, publishOurs, startBolt, startChild, startOurs, usage } from './apps.mjs';
import { drawSteady } from './charts.mjs';
import { writeSlackRequests } from './requests.mjs';

const [rates = '50,200,500,1000', seconds = '60', apps = 'ours,bolt,durable'] = process.argv.slice(2),
  secret = 'test-signing-secret',
  work = path.join(root, 'artifacts/bench');
fs.mkdirSync(work, { recursive: true });
if (/\b(bolt|durable)\b/.test(apps)) installPeers();
const now = () => performance.timeOrigin + performance.now();
const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
const spread = times => {
  const sorted = times.sort((a, b) => a - b);
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), max: sorted.at(-1) ?? NaN };
};

const stubPort = await freePort(),
  stub = `http://127.0.0.1:${stubPort}/`;
await startChild('stub.mjs', [String(stubPort), '--times']);
const ask = async (what, method = 'GET') => (await fetch(stub + what, { method, headers: { connection: 'close' } })).json();

const starts = {
  bolt: () => startBolt({ stub, secret }),
  durable: () => startBolt({ stub, secret, durable: true }),
  async ours(dll) {
    if (!dll) publishOurs();
    else process.env.ESCALATIONBOT_DLL = dll;
    const host = await startOurs({ 'Slack:ApiUrl': `${stub}api/`, 'Slack:BotToken': 'xoxb-test-token', 'Slack:SigningSecret': secret, 'Slack:Pacing': 'off' });
    return { pid: host.process.pid, url: `${host.url}/slack/events`, stop: async () => (await host.kill(), host.cleanUp()) };
  },
};

/** Offers events at a rate for some seconds; resolves when every answer came in, or none came for 3 s. */
async function offer(app, rate, duration) {
  const count = rate * duration,
    file = path.join(work, 'steady.tsv');
  writeSlackRequests(file, count, secret);
  const lines = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
  fs.rmSync(file);
  await ask('reset', 'POST');
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 }),
    target = new URL(app.url),
    due = new Map(),
    acks = [];
  let failed = 0,
    open = 0;
  const send = (line, at) => {
    const [ts, signature, body] = line.split('\t');
    const { channel } = JSON.parse(body).event;
    due.set(channel, [...(due.get(channel) ?? []), at]);
    open++;
    const done = ok => {
      open--;
      if (ok) acks.push(now() - at);
      else failed++;
    };
    const request = http.request(
      {
        agent,
        host: target.hostname,
        port: target.port,
        path: target.pathname,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-slack-request-timestamp': ts,
          'x-slack-signature': signature,
        },
      },
      response => response.resume().on('end', () => done(response.statusCode === 200)),
    );
    request.on('error', () => done(false)).end(body);
  };
  const before = usage(app.pid),
    started = now() + 50;
  let peak = 0,
    next = 0;
  const watching = setInterval(() => (peak = Math.max(peak, usage(app.pid).memory)), 200);
  await new Promise(over => {
    const tick = () => {
      for (; next < count && started + (next * 1000) / rate <= now(); next++) send(lines[next], started + (next * 1000) / rate);
      if (next < count) setTimeout(tick, 1);
      else over();
    };
    tick();
  });
  for (let still = 0, posts = -1; still < 30 && (open > 0 || posts < count);) {
    await sleep(100);
    const seen = (await ask('stats')).posts;
    still = seen === posts && open === 0 ? still + 1 : 0;
    posts = seen;
  }
  clearInterval(watching);
  agent.destroy();
  const posts = [];
  for (const [channel, at] of await ask('times')) {
    const asked = due.get(channel)?.shift();
    if (asked !== undefined) posts.push(at - asked);
  }
  const lost = count - failed - posts.length;
  return { ack: spread(acks), post: spread(posts), cpu: ((usage(app.pid).cpu - before.cpu) * 1000) / count, memory: peak, failed, lost };
}

const show = ({ p50, p99, max }) => `${p50.toFixed(1).padStart(6)} ${p99.toFixed(1).padStart(7)} ${max.toFixed(0).padStart(6)}`;
console.log('offered/s  app        ack p50     p99    max   post p50     p99    max   CPU ms/message   MB');
const report = [];
for (const rate of rates.split(',').map(Number))
  for (const name of apps.split(',')) {
    const [kind, dll] = name.split('=');
    const app = await starts[kind](dll);
    await offer(app, 200, 5); // the first answers compile what the rest uses
    const r = await offer(app, rate, Number(seconds));
    await app.stop();
    report.push({ rate, name: kind, ...r });
    console.log(
      `${String(rate).padStart(8)}   ${(dll ? `${kind} ${report.length}` : kind).padEnd(8)} ${show(r.ack)}    ${show(r.post)}   ${r.cpu.toFixed(3).padStart(8)}   ${r.memory.toFixed(0).padStart(10)}` +
        (r.failed || r.lost ? `  ${r.failed} refused, ${r.lost} without an answer` : ''),
    );
  }
fs.writeFileSync(path.join(work, 'steady.json'), JSON.stringify({ at: new Date().toISOString(), seconds: Number(seconds), report }, null, 1));
fs.writeFileSync(path.join(work, 'steady.svg'), drawSteady(report));
process.exit(0);
