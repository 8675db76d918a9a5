// node bench.mjs                                  -> the bolt peer
// node bench.mjs --url http://127.0.0.1:5000/slack/events --pid 1234 [--name ours]   -> any running app that posts to the stub (http://127.0.0.1:4799/api/)
// options: --conns 32 --secs 10 --warm 5 --reps 3 --count 120000 --secret test-signing-secret --rate (none) --pin (app on cpu0, rest on cpu1) --quiet [secs] (before each run wait, at most so long, until the machine is under 15 % busy)
import { spawn, execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
const A = Object.fromEntries(
  process.argv
    .slice(2)
    .join(' ')
    .split('--')
    .filter(Boolean)
    .map((x) => {
      const [k, ...v] = x.trim().split(' ');
      return [k, v.join(' ') || true];
    }),
);
const dir = fileURLToPath(new URL('.', import.meta.url));
const o = { conns: 32, secs: 10, warm: 5, reps: 3, count: 120000, secret: 'test-signing-secret', stub: 4799, ...A };
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
const kids = [];
const pin = o.pin;
const run = (cpu, cmd, args, env) => {
  const p = spawn(pin ? 'taskset' : cmd, pin ? ['-c', String(cpu), cmd, ...args] : args, {
    cwd: dir,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  kids.push(p);
  return new Promise((r, j) => {
    p.stdout.on('data', (d) => /up/.test(d) && r(p));
    p.on('exit', (c) => j(new Error(cmd + ' exited ' + c)));
  });
};
const stat = (pid) => {
  const t = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  const c = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return { rss: +t.match(/VmRSS:\s+(\d+)/)[1] / 1024, hwm: +t.match(/VmHWM:\s+(\d+)/)[1] / 1024, cpu: (+c[11] + +c[12]) / 100 };
};
let stubUp = false;
try {
  stubUp = (await fetch(`http://127.0.0.1:${o.stub}/stats`)).ok;
} catch {}
if (!stubUp) await run(1, 'node', ['stub.mjs', String(o.stub)]);
let url = o.url,
  pid = +o.pid;
if (!url) {
  const p = await run(0, 'node', ['bolt-app.mjs'], {
    PORT: '4798',
    SLACK_API_URL: `http://127.0.0.1:${o.stub}/api/`,
    SLACK_SIGNING_SECRET: o.secret,
    NODE_ENV: 'production',
  });
  url = 'http://127.0.0.1:4798/slack/events';
  pid = p.pid;
}
const U = new URL(url),
  f = dir + 'bodies.tsv';
const st = async () => (await fetch(`http://127.0.0.1:${o.stub}/stats`)).json();
const idle = pid ? stat(pid) : {};
const one = async (secs, tag) => {
  execFileSync('node', ['presign.mjs', String(o.count), f, o.secret], { cwd: dir });
  await fetch(`http://127.0.0.1:${o.stub}/reset`);
  const c0 = pid ? stat(pid).cpu : 0;
  let peak = 0;
  const iv =
    pid &&
    setInterval(() => {
      try {
        peak = Math.max(peak, stat(pid).rss);
      } catch {}
    }, 100);
  const a = ['-t1', `-c${o.conns}`, `-d${secs}s`, '--timeout', '10s', '-s', 'wrk.lua', `http://${U.host}`, '--', f, U.pathname];
  const out = await new Promise((r) => {
    const p = spawn(pin ? 'taskset' : 'wrk', pin ? ['-c', '1', 'wrk', ...a] : a, { cwd: dir });
    let s = '';
    p.stdout.on('data', (d) => (s += d));
    p.stderr.on('data', (d) => (s += d));
    p.on('close', () => r(s));
  });
  const m = out.match(/JSON (.*)/);
  if (!m) throw new Error(out);
  const j = JSON.parse(m[1]);
  const atEnd = (await st()).posts;
  const t0 = Date.now();
  let prev = -1,
    cur = atEnd,
    still = 0;
  while (still < 20 && Date.now() - t0 < 60000) {
    await sleep(100);
    prev = cur;
    cur = (await st()).posts;
    still = cur === prev ? still + 1 : 0;
  }
  if (iv) clearInterval(iv);
  const c1 = pid ? stat(pid) : {};
  const s = await st();
  return {
    tag,
    ...j,
    posts_at_end: atEnd,
    posts_drained: cur,
    posts_per_s: Math.round(cur / ((s.last - s.first) / 1000)),
    drain_s: +((s.last - t0) / 1000 > 0 ? (s.last - t0) / 1000 : 0).toFixed(1),
    wrapped: j.requests > o.count,
    cpu_s: +(c1.cpu - c0).toFixed(1),
    app_cpu_ms_per_event: +(((c1.cpu - c0) * 1000) / j.requests).toFixed(3),
    load1: os.loadavg()[0].toFixed(1),
    rss_peak_mb: Math.round(peak),
    rss_after_mb: Math.round(c1.rss ?? 0),
  };
};
const busy = async () => {
  const r = () => fs.readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).slice(1).map(Number);
  const a = r();
  await sleep(1500);
  const b = r();
  const t = b.reduce((x, y) => x + y) - a.reduce((x, y) => x + y);
  return 1 - (b[3] + b[4] - a[3] - a[4]) / t;
};
const waitQuiet = async () => {
  if (!o.quiet) return;
  const t0 = Date.now();
  let q = 0;
  while (Date.now() - t0 < +(o.quiet === true ? 240 : o.quiet) * 1000) {
    if ((await busy()) < 0.15) {
      if (++q >= 2) return;
    } else q = 0;
  }
  console.log('never quiet, going on');
};
const res = [];
await waitQuiet();
await one(+o.warm, 'warm');
for (let i = 1; i <= +o.reps; i++) {
  await waitQuiet();
  const r = await one(+o.secs, 'rep' + i);
  res.push(r);
  console.log(JSON.stringify(r));
}
const med = (k) => res.map((r) => r[k]).sort((a, b) => a - b)[Math.floor(res.length / 2)];
console.log(
  'SUMMARY',
  JSON.stringify({
    name: o.name ?? (o.url ? 'target' : '@slack/bolt 5.1.0 HTTPReceiver'),
    node: o.url ? undefined : process.version,
    pin: !!pin,
    conns: +o.conns,
    rps: med('rps'),
    p50_ms: med('p50_ms'),
    p99_ms: med('p99_ms'),
    posts_per_s: med('posts_per_s'),
    drain_s: med('drain_s'),
    cpu_s: med('cpu_s'),
    app_cpu_ms_per_event: med('app_cpu_ms_per_event'),
    load1: med('load1'),
    rss_idle_mb: Math.round(idle.rss ?? 0),
    rss_peak_mb: Math.max(...res.map((r) => r.rss_peak_mb)),
    rss_after_mb: res.at(-1).rss_after_mb,
  }),
);
fs.rmSync(f, { force: true });
for (const k of kids) {
  k.removeAllListeners('exit');
  k.kill('SIGTERM');
}
process.exit(0);
