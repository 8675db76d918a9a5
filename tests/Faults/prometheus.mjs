// A real Prometheus beside a bot: it scrapes /metrics with the token and evaluates infra/monitoring/alerts.yaml, with times that a test can wait for.
import { execFile, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort, root, sleep } from '../Peers/stories/host.mjs';

/**
 * Times of the rules are divided by `factor`, and none becomes shorter than `shortest` seconds; an hour and more become `hours` seconds. `slower`: rules that count events of one burst,
 * which a window of a few seconds misses when a busy machine scrapes late.
 */
export const scale = { factor: 40, shortest: 5, hours: 30, slower: { EscalationBotWaits: 20, EscalationBotFails: 20 } };
const rules = path.join(root, 'infra/monitoring/alerts.yaml');
const seconds = { s: 1, m: 60, h: 3600, d: 86400 };
const shorter = (n, unit, factor = scale.factor) => (n * seconds[unit] >= 3600 ? scale.hours : Math.max(scale.shortest, Math.round((n * seconds[unit]) / factor)));

/** Names of all alerts, as the file has them. */
export const alerts = () => [...fs.readFileSync(rules, 'utf8').matchAll(/^ *- alert: (\w+)$/gm)].map(m => m[1]);

/** The rules with shorter windows, pauses and ages; `memory`: bytes in the place of the threshold. Everything else stays as it is. */
export function derived({ memory } = {}) {
  const ofOne = rule => {
    const factor = scale.slower[rule.match(/^\w+/)[0]];
    return rule.replace(/\[(\d+)([smhd])\]/g, (_, n, unit) => `[${shorter(Number(n), unit, factor)}s]`).replace(/for: (\d+)([smhd])/g, (_, n, unit) => `for: ${shorter(Number(n), unit, factor)}s`);
  };
  const [head, ...each] = fs.readFileSync(rules, 'utf8').split('- alert: ');
  let text = [head, ...each.map(ofOne)].join('- alert: ');
  text = text.replace(/(_oldest_seconds\) > )(\d+)/g, (_, before, n) => before + shorter(Number(n), 's'));
  return memory ? text.replace(/(process_resident_memory_bytes\{[^}]*\} > )\d+/, `$1${memory}`) : text;
}

/** Whether everything is there that the drill needs beside the bot; `cc` is for the machine's clock (machine.mjs). */
export const isThere = () => ['prometheus', 'promtool', 'cc'].every(program => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0);

const running = new Set();
process.on('exit', () => running.forEach(one => one.stop()));

export class Prometheus {
  /** target: { port, token }. */
  async start(target, options) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'escalationbot-prometheus.'));
    const config = `global: { scrape_interval: 2s, scrape_timeout: 2s, evaluation_interval: 1s }
rule_files: [alerts.yaml]
scrape_configs:
  - job_name: escalationbot
    authorization: { credentials: ${target.token} }
    static_configs: [{ targets: ["127.0.0.1:${target.port}"] }]
`;
    fs.writeFileSync(path.join(this.folder, 'prometheus.yaml'), config);
    await this.#write(options);
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    this.log = path.join(this.folder, 'log');
    const out = fs.openSync(this.log, 'a');
    const arguments_ = [`--config.file=${this.folder}/prometheus.yaml`, `--storage.tsdb.path=${this.folder}/data`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=warn'];
    this.process = spawn('prometheus', arguments_, { stdio: ['ignore', out, out], cwd: this.folder });
    running.add(this);
    for (const end = Date.now() + 60000; ; await sleep(200)) {
      if (await this.query('up == 1').catch(() => false)) return this;
      if (Date.now() > end || this.process.exitCode !== null) throw new Error(`Prometheus does not scrape the bot:\n${fs.readFileSync(this.log, 'utf8')}`);
    }
  }
  async #write(options) {
    const file = path.join(this.folder, 'alerts.yaml');
    fs.writeFileSync(file, derived(options));
    await promisify(execFile)('promtool', ['check', 'rules', file]);
  }
  /** Takes other rules, as an operator who edits the file. */
  async reload(options) {
    await this.#write(options);
    this.process.kill('SIGHUP');
  }
  async #get(what) {
    const r = await fetch(`${this.url}/api/v1/${what}`, { signal: AbortSignal.timeout(5000) });
    return (await r.json()).data;
  }
  /** The first sample of a query, or null. */
  async query(text) {
    return (await this.#get(`query?query=${encodeURIComponent(text)}`)).result[0] ?? null;
  }
  /** Alerts that fire now, of one name or all. */
  async firing(name) {
    return (await this.#get('alerts')).alerts.filter(a => a.state === 'firing' && (!name || a.labels.alertname === name));
  }
  stop() {
    running.delete(this);
    this.process?.kill('SIGKILL');
    if (this.folder) fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
