// node bench.mjs [botUrl] [botPid]
//  no args: starts bot.cjs (botbuilder-js) + stub.cjs and measures it. With a URL: measures that bot (start your C# bot first; pass its pid for RSS).
//  3 x 10 s at concurrency 32 after a 5 s warm-up (env C, D, REPS, WARM). Every reply must reach the stub: replies/messages is printed.
import autocannon from 'autocannon';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
const here = path.dirname(fileURLToPath(import.meta.url));
const url = process.argv[2] || 'http://127.0.0.1:3990/api/messages';
const kids = [];
const C = +process.env.C || 32,
  D = +process.env.D || 10,
  REPS = +process.env.REPS || 3,
  WARM = +process.env.WARM || 5,
  SP = process.env.STUB_PORT || '3991';
kids.push(spawn(process.execPath, [path.join(here, 'stub.cjs')], { env: { ...process.env, PORT: SP }, stdio: 'inherit' }));
let pid = +process.argv[3] || 0;
if (!process.argv[2]) {
  const k = spawn(process.execPath, [path.join(here, 'bot.cjs')], {
    env: { ...process.env, PORT: '3990', NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  kids.push(k);
  pid = k.pid;
}
process.on('exit', () => kids.forEach((k) => k.kill()));
await new Promise((r) => setTimeout(r, 4000));
const stat = () => {
  if (!pid) return {};
  const s = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  const t = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return {
    rssMiB: +(s.match(/VmRSS:\s+(\d+)/)[1] / 1024).toFixed(1),
    hwmMiB: +(s.match(/VmHWM:\s+(\d+)/)[1] / 1024).toFixed(1),
    cpuS: (+t[11] + +t[12]) / 100,
  };
};
const count = async () => +(await (await fetch(`http://127.0.0.1:${SP}/count`)).text());
const act = (i) =>
  JSON.stringify({
    type: 'message',
    id: 'm' + i,
    timestamp: '2026-01-01T00:00:00.000Z',
    localTimestamp: '2026-01-01T00:00:00.000Z',
    serviceUrl: `http://127.0.0.1:${SP}/`,
    channelId: 'msteams',
    from: { id: 'user-id-0', name: 'Alex Wilber', aadObjectId: '00000000-0000-0000-0000-000000000020' },
    conversation: { conversationType: 'personal', tenantId: '00000000-0000-0000-0000-000000000001', id: 'conv-' + (i % 1000) },
    recipient: { id: '28:bot', name: 'Test Bot' },
    textFormat: 'plain',
    locale: 'en-US',
    text: 'hello ' + i,
    attachments: [],
    entities: [{ type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Web', timezone: 'UTC' }],
    channelData: { tenant: { id: '00000000-0000-0000-0000-000000000001' } },
  });
let seq = 0;
const run = (d) =>
  autocannon({
    url,
    connections: C,
    duration: d,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    requests: [{ setupRequest: (r) => ({ ...r, body: act(seq++) }) }],
  });
const idle = stat();
await run(WARM);
const rows = [];
for (let i = 0; i < REPS; i++) {
  const a = await count(),
    s0 = stat();
  const r = await run(D);
  await new Promise((x) => setTimeout(x, 500));
  const b = await count(),
    s1 = stat();
  const row = {
    rep: i + 1,
    load1: +fs.readFileSync('/proc/loadavg', 'utf8').split(' ')[0],
    msgPerS: +(r['2xx'] / r.duration).toFixed(0),
    p50ms: r.latency.p50,
    p90ms: r.latency.p90,
    p99ms: r.latency.p99,
    maxMs: r.latency.max,
    ok: r['2xx'],
    non2xx: r.non2xx,
    errors: r.errors,
    repliesAtStub: b - a,
    rssMiB: s1.rssMiB,
    peakMiB: s1.hwmMiB,
    botCpuS: s1.cpuS === undefined ? undefined : +(s1.cpuS - s0.cpuS).toFixed(1),
  };
  rows.push(row);
  console.log(JSON.stringify(row));
}
console.log('idle', JSON.stringify(idle));
fs.writeFileSync(path.join(here, 'last.json'), JSON.stringify({ url, C, D, idle, rows }, null, 1));
process.exit(0);
