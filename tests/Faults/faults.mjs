// Lets the plan's faults happen, one after another, and writes each into the ledger.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { sleep } from '../Peers/stories/host.mjs';
import { Chance } from './chance.mjs';
import { disks } from './machine.mjs';

export class Faults {
  constructor(world, ledger, plan, amid) {
    Object.assign(this, { world, ledger, plan, amid, chance: new Chance(plan.seed ^ 0x5eed), comingUp: new Map() });
  }
  async happen(began) {
    for (const fault of this.plan.faults) {
      const wait = began + fault.at - Date.now();
      if (wait > 0) await sleep(wait);
      await this[fault.kind](fault);
    }
    await Promise.all(this.comingUp.values());
  }
  /** The platform's own fault; both sides spell it in their way. */
  #onSide(fault, options) {
    this.ledger.happened(fault.kind, { side: fault.side, times: fault.times });
    const method = fault.only === 'posts' ? 'chat.postMessage' : undefined;
    if (fault.side === 'slack') this.world.slack[options.retryAfter ? 'rateLimit' : 'fail']({ method, times: fault.times, ...options });
    else this.world.teams.fail({ match: fault.only === 'posts' ? /^POST .*activities/ : /./, times: fault.times, ...options });
  }
  limit(f) {
    this.#onSide(f, f.side === 'slack' ? { retryAfter: f.seconds } : { status: 429, retryAfter: f.seconds });
  }
  unwell(f) {
    this.#onSide(f, { status: f.status });
  }
  before(f) {
    this.#onSide(f, { drop: true });
  }
  after(f) {
    this.#onSide(f, { afterwards: true });
  }
  late(f) {
    this.#onSide(f, { delayMs: f.ms });
  }
  slow(f) {
    this.#onSide(f, { delayMs: f.ms });
  }
  never(f) {
    this.#onSide(f, { delayMs: 25000, drop: true });
  }
  swapped() {
    this.ledger.happened('swapped');
    this.world.held += 2;
  }
  /** What was acknowledged is delivered again: the same delivery, and the same message under another delivery's id. */
  async again() {
    const { slack, teams } = this.world;
    this.ledger.happened('again');
    const events = slack.deliveries.filter(d => d.kind === 'events' && d.ok && !d.body.includes('"bot_id"')).slice(-12);
    const anew = [];
    for (let i = 0; i < 2 && events.length; i++) {
      const body = JSON.parse(this.chance.of(events).body);
      anew.push(slack.deliverHttp('events', JSON.stringify(body), 'application/json', { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' }));
      anew.push(slack.deliverHttp('events', JSON.stringify({ ...body, event_id: `Ev${this.chance.whole(1e8, 9e8)}` }), 'application/json'));
    }
    const said = teams.sent.filter(a => a.type === 'message').slice(-12);
    for (let i = 0; i < 2 && said.length; i++) anew.push(teams.send(this.chance.of(said)));
    await Promise.allSettled(anew);
  }
  async kill(f) {
    const host = this.world.hosts[f.replica % this.world.hosts.length];
    await this.comingUp.get(host);
    this.ledger.happened('kill', { replica: host.name });
    await this.world.kill(host);
    this.#comesUp(host);
  }
  async stop(f) {
    const host = this.world.hosts[f.replica % this.world.hosts.length];
    await this.comingUp.get(host);
    this.ledger.happened('stop', { replica: host.name });
    host.alive = false;
    await host.stop({ within: 25000 });
    this.#comesUp(host);
  }
  /** Another version of the program takes the place of this one. */
  version(f) {
    this.world.hosts[f.replica].program = f.program;
    return this[f.by](f);
  }
  #comesUp(host) {
    const up = this.world.start(host);
    up.catch(() => {}); // told by happen(), which waits for it
    this.comingUp.set(host, up);
  }
  async database(f) {
    this.ledger.happened('database', { ms: f.ms });
    await this.world.database('stop');
    await sleep(f.ms);
    await this.world.database('start');
    this.ledger.happened('database');
  }
  async crash() {
    this.ledger.happened('crash');
    this.world.crashDatabase();
    await sleep(700);
    await this.world.database('start');
    this.ledger.happened('crash');
  }
  /** A replica and the database hear nothing of each other any more. */
  async cut(f) {
    const host = this.world.hosts[f.replica % this.world.hosts.length];
    this.ledger.happened('cut', { replica: host.name, ms: f.ms });
    host.proxy.cut();
    await sleep(f.ms);
    host.proxy.heal(f.broken);
    this.ledger.happened('cut');
  }
  async switched() {
    this.ledger.happened('switched');
    await this.world.switchPrimary();
    this.ledger.happened('switched');
  }
  async redis(f) {
    this.ledger.happened('redis', { ms: f.ms });
    await this.world.redis(false);
    await sleep(f.ms);
    await this.world.redis(true);
  }
  // ---- Platforms
  async archived(f) {
    const { slack, teams, place } = this.world;
    this.ledger.happened('archived', { ms: f.ms });
    if (f.side === 'slack') slack.archived.add(slack.c('specialists'));
    else await teams.uninstall('ben', place.replace('teams:', '')).catch(() => {});
    await sleep(f.ms);
    if (f.side === 'slack') slack.archived.clear();
    else await teams.installTeam('ben', place.replace('teams:', '')).catch(() => {});
    this.ledger.happened('archived');
  }
  async token(f) {
    const { slack, teams, hosts } = this.world;
    this.ledger.happened('token', { side: f.side, ms: f.ms });
    if (f.side === 'teams') teams.refusing = { status: f.status, code: f.error };
    else slack.dead.set(slack.o.botToken, f.error);
    await sleep(f.ms);
    teams.refusing = null;
    if (f.replaced) {
      slack.renewToken();
      for (const host of hosts) {
        host.settings['Slack:BotToken'] = slack.o.botToken;
        await this.stop({ replica: hosts.indexOf(host) });
      }
    } else slack.dead.clear();
    this.ledger.happened('token');
  }
  async uninstalled(f) {
    const { teams } = this.world;
    this.ledger.happened('uninstalled', { who: f.who, ms: f.ms });
    await teams.uninstall(f.who, `a:${f.who}`, f.code).catch(() => {}); // the bot may be down: Teams tells it once
    await sleep(f.ms);
    await teams.install(f.who).catch(() => {});
    this.ledger.happened('uninstalled');
  }

  // ---- Machines
  async #disk(kind, state, ms) {
    const hosts = this.world.hosts.slice(0, 1);
    if (!this.world.machine(state, hosts)) return console.log(`NOT RUN: ${kind} (there is no C compiler)`);
    this.ledger.happened(kind, { ms });
    await sleep(ms);
    this.world.machine({ disk: disks.well, syncMs: 0 }, hosts);
    this.ledger.happened(kind);
  }
  full(f) {
    return this.#disk('full', { disk: disks.full }, f.ms);
  }
  readonly(f) {
    return this.#disk('readonly', { disk: disks.readonly }, f.ms);
  }
  sluggish(f) {
    return this.#disk('sluggish', { syncMs: f.syncMs }, f.ms);
  }
  /** The process gets no memory beyond a share of what it has; where it ends of that, it is started again, as systemd does. */
  async memory(f) {
    const host = this.world.hosts[f.replica % this.world.hosts.length];
    await this.comingUp.get(host);
    const { process } = host;
    const limit = bytes => spawnSync('prlimit', [`--pid=${process.pid}`, `--data=${bytes}`]).status === 0;
    const data = Number(fs.readFileSync(`/proc/${process.pid}/status`, 'utf8').match(/^VmData:\s+(\d+) kB/m)[1]) * 1024;
    this.ledger.happened('memory', { replica: host.name, ms: f.ms });
    if (!limit(`${Math.round(data * f.share)}:unlimited`)) return console.log('NOT RUN: memory (there is no prlimit)');
    for (const end = Date.now() + f.ms; Date.now() < end && process.ended === undefined; ) await sleep(100);
    const { ended } = process;
    if (ended === undefined) limit('unlimited:unlimited');
    this.ledger.happened(ended === undefined ? 'memory' : 'kill', { replica: host.name, ended });
    if (ended === undefined) return;
    host.alive = false;
    this.#comesUp(host);
  }
  /** The clock of one machine jumps, and jumps back. */
  async clock(f) {
    const host = this.world.hosts[f.replica % this.world.hosts.length];
    const jumps = async clockMs => {
      this.ledger.happened('clock', { clockMs, replica: host.name });
      if (!f.restarts) return this.world.machine({ clockMs }, [host]);
      await this.comingUp.get(host);
      this.ledger.happened('kill', { replica: host.name });
      await this.world.kill(host);
      this.world.machine({ clockMs }, [host]);
      this.#comesUp(host);
    };
    if (!host.machine) return console.log('NOT RUN: clock (there is no C compiler)');
    await jumps(f.seconds * 1000);
    await sleep(f.ms);
    await jumps(0);
  }
  /** Somebody begins something, and the bot is killed a moment later. */
  async #amid(f) {
    const kill = async () => (await sleep(f.ms), this.kill(f));
    try {
      await this.amid[f.kind](kill, f);
    } catch (e) {
      this.ledger.acts({ what: 'in vain', who: f.kind, why: e.message, number: f.kind });
    }
  }
  digest(f) {
    return this.#amid(f);
  }
  approval(f) {
    return this.#amid(f);
  }
  upload(f) {
    return this.#amid(f);
  }
  /** The bot is asked to end, and dies in the middle of the checkpoint that this makes. */
  async checkpoint(f) {
    const host = this.world.hosts[0];
    await this.comingUp.get(host);
    this.ledger.happened('kill', { replica: host.name });
    this.world.machine({ killAt: f.writes }, [host]);
    host.alive = false;
    const ended = await host.stop({ within: 25000 });
    this.world.machine({ killAt: 0 }, [host]);
    this.ledger.happened('kill', { replica: host.name, ended });
    this.#comesUp(host);
  }
}
