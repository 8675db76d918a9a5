// The real host as a separate process, as a user would start it: environment settings, a shell folder of its own, killed and started again at will.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
const configuration = process.env.CONFIGURATION ?? 'Debug';
export const program = () => process.env.ESCALATIONBOT_DLL ?? path.join(root, `bot/bin/${configuration}/net10.0/escalationbot.dll`);
export const artifacts = path.join(root, 'artifacts/tests');
export const sleep = ms => new Promise(r => setTimeout(r, ms));
export const freePort = async () => {
  // Below the ports that the system gives to outgoing connections: one of those may take a port between this look and the bot's start.
  for (;;) {
    const port = 12000 + Math.floor(Math.random() * 20000),
      free = await new Promise(done => {
        const s = net.createServer().on('error', () => done(false));
        s.listen(port, '127.0.0.1', () => s.close(() => done(true)));
      });
    if (free) return port;
  }
};

const hosts = new Set();
process.on('exit', () => hosts.forEach(h => h.process?.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

export class Host {
  /** settings: { 'Slack:BotToken': '…' }; environment, to be set before the start: what else its process sees; program: another build than this one's; name: of the log file in artifacts/tests. */
  constructor(name, settings = {}) {
    this.name = name;
    this.settings = settings;
    this.environment = {};
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'escalationbot-story.'));
    fs.mkdirSync(artifacts, { recursive: true });
    this.log = path.join(artifacts, `${name}.log`);
    fs.writeFileSync(this.log, '');
    hosts.add(this);
  }
  #environment() {
    const settings = Object.entries(this.settings).map(([k, v]) => [k.replaceAll(':', '__'), String(v)]);
    const inherited = Object.entries(process.env).filter(([k]) => !k.startsWith('ESCALATIONBOT_') && !/__/.test(k));
    return { ...Object.fromEntries(inherited), ...this.environment, DOTNET_NOLOGO: '1', ...Object.fromEntries(settings) };
  }
  /** Starts the host and waits until it is ready. The port stays the same over restarts. */
  async start({ within = 90000 } = {}) {
    this.port ??= await freePort();
    this.url = `http://127.0.0.1:${this.port}`;
    const out = fs.openSync(this.log, 'a');
    const started = Date.now();
    const child = spawn('dotnet', [this.program ?? program(), 'serve', '--urls', this.url], { cwd: this.folder, env: this.#environment(), stdio: ['ignore', out, out] });
    fs.closeSync(out);
    this.process = child;
    child.on('exit', (code, signal) => (child.ended = code ?? signal));
    for (;;) {
      if (child.ended !== undefined) throw new Error(`the host ended with ${child.ended}:\n${this.tail()}`);
      const ready = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2000) }).catch(() => null);
      if (ready?.status === 200) break;
      if (Date.now() - started > within) throw new Error(`the host was not ready within ${within} ms:\n${this.tail()}`);
      await sleep(50);
    }
    this.startedIn = Date.now() - started;
    return this;
  }
  /** kill -9. */
  async kill() {
    const child = this.process;
    if (!child || child.ended !== undefined) return;
    const gone = new Promise(done => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  }
  /** Asks it to end, as an operator would; resolves to the exit code. */
  async stop({ within = 15000 } = {}) {
    const child = this.process;
    if (!child || child.ended !== undefined) return child?.ended;
    const gone = new Promise(done => child.once('exit', done));
    child.kill('SIGTERM');
    await Promise.race([gone, sleep(within)]);
    if (child.ended === undefined) {
      await this.kill();
      throw new Error(`the host did not end within ${within} ms of SIGTERM`);
    }
    return child.ended;
  }
  /** Runs a verb beside the host with the same settings; resolves to { code, out }. */
  verb(...args) {
    const r = spawnSync('dotnet', [this.program ?? program(), ...args], { cwd: this.folder, env: this.#environment(), encoding: 'utf8', timeout: 240000 });
    return { code: r.status, out: r.stdout + r.stderr };
  }
  /** The same while the peers of this process go on answering. */
  verbBeside(...args) {
    const child = spawn('dotnet', [program(), ...args], { cwd: this.folder, env: this.#environment(), stdio: ['ignore', 'pipe', 'pipe'], timeout: 240000 });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', part => (out += part));
    return new Promise(done => child.on('close', code => done({ code, out })));
  }
  tail(lines = 25) {
    return fs.readFileSync(this.log, 'utf8').split('\n').slice(-lines).join('\n');
  }
  /** Errors that the host logged (level Error and above). */
  complaints() {
    return fs
      .readFileSync(this.log, 'utf8')
      .split('\n')
      .filter(l => /^\S+ (fail|crit): /.test(l));
  }
  cleanUp() {
    hosts.delete(this);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
