// The apps as the benchmarks start them, and what a process has used.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, Host, root, sleep } from '../stories/host.mjs';
import { writeOrganisation } from '../stories/organisation.mjs';

const children = [];
process.on('exit', () => children.forEach(child => child.kill('SIGKILL')));

/** The official clients: development packages, which the tests do without. */
export function installPeers() {
  const peers = fileURLToPath(new URL('..', import.meta.url));
  if (!['@slack/bolt', 'pg'].every(name => fs.existsSync(path.join(peers, 'node_modules', name)))) execFileSync('npm', ['ci', '--silent'], { cwd: peers, stdio: 'inherit' });
}

/** A script beside this one, in a process of its own; resolves when it says that it is up. */
export function startChild(script, argv = [], environment = {}) {
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...argv], {
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((up, failed) => {
    child.stdout.on('data', data => /up/.test(data) && up(child));
    child.on('exit', code => failed(new Error(`${script} ended with ${code}`)));
  });
}

/** Starts @slack/bolt as it is, or (durable) with every event in a PostgreSQL of its own, which writes to disk before it answers. */
export async function startBolt({ stub, secret, durable = false }) {
  const port = await freePort(),
    environment = { PORT: String(port), SLACK_API_URL: `${stub}api/`, SLACK_SIGNING_SECRET: secret },
    app = { name: durable ? 'bolt + pg' : '@slack/bolt', url: `http://127.0.0.1:${port}/slack/events`, stop: () => app.child.kill('SIGKILL') };
  if (durable) {
    const cluster = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-postgres-')),
      [database, pgtemp] = [await freePort(), fileURLToPath(new URL('../pgtemp.sh', import.meta.url))],
      end = () => (spawnSync(pgtemp, ['stop', cluster]), fs.rmSync(cluster, { recursive: true, force: true }));
    // Nobody reads its output: a server that inherited a pipe would keep it open.
    execFileSync(pgtemp, ['start', cluster, String(database)], { stdio: 'ignore', env: { ...process.env, PGFSYNC: 'on', PGSYNC: 'on' } });
    environment.DATABASE_URL = `postgres://bot@127.0.0.1:${database}/postgres`;
    process.on('exit', end);
    app.stop = () => (app.child.kill('SIGKILL'), end());
  }
  app.child = await startChild(durable ? 'durable-app.mjs' : 'bolt-app.mjs', [], environment);
  return Object.assign(app, { pid: app.child.pid });
}

/** What ships, in artifacts/bench/bot; hosts that start afterwards run it. */
export function publishOurs() {
  const published = path.join(root, 'artifacts/bench/bot');
  const platform = ['-r', `linux-${process.arch}`, '--self-contained', 'false'];
  execFileSync('dotnet', ['publish', 'bot', '-c', 'Release', ...platform, '-o', published, '-v', 'q', '--nologo', '-p:RunAnalyzers=false'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  process.env.ESCALATIONBOT_DLL = path.join(published, 'escalationbot.dll');
}

/** Megabytes resident, and seconds of processor time since the process began. */
export function usage(pid) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8'),
    stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return { memory: Number(status.match(/VmRSS:\s+(\d+)/)[1]) / 1024, cpu: (Number(stat[11]) + Number(stat[12])) / 100 };
}

// The load is few people who ask often. That is what the sample's criteria on repeated contacts are for (a case for each, two cards more), and no
// peer does it: without them each message is answered with one message, as the peers do.
function withoutRepeatedContacts(folder) {
  const file = path.join(folder, 'criteria.yaml'),
    [head, ...criteria] = fs.readFileSync(file, 'utf8').split(/^(?=  - id: )/m);
  fs.writeFileSync(file, [head, ...criteria.filter(c => !c.includes('repeat_contacts'))].join(''));
  return folder;
}

/** Ours with the sample's organisation and these settings, once it has asked the platform who it is. */
export async function startOurs(settings) {
  const host = new Host('bench');
  host.settings = {
    'Organisation:Folder': withoutRepeatedContacts(writeOrganisation(path.join(host.folder, 'organisation'), { place: 'web:specialists' })),
    'Logging:LogLevel:Default': 'Warning',
    ...settings,
  };
  await host.start();
  await sleep(1500);
  return host;
}
