// The bot as its users meet it: one or several real processes, Slack and Teams over HTTP, PostgreSQL and Redis of their own, and the organisation's people.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { start as startSlack } from '../Peers/slack/slack.mjs';
import { Host, freePort, sleep } from '../Peers/stories/host.mjs';
import { writeOrganisation } from '../Peers/stories/organisation.mjs';
import { SlackSeat } from '../Peers/stories/seats/slack.mjs';
import { TeamsSeat } from '../Peers/stories/seats/teams.mjs';
import { WebSeat } from '../Peers/stories/seats/web.mjs';
import { start as startTeams } from '../Peers/teams/teams.mjs';
import { actors } from './amid.mjs';
import { Balancer } from './balancer.mjs';
import { Machine, compile, disks } from './machine.mjs';
import { reps } from './plan.mjs';
import { DatabaseProxy } from './proxy.mjs';

const pgtemp = fileURLToPath(new URL('../Peers/pgtemp.sh', import.meta.url));
const staff = ['ben', 'carol', 'mia'];

export class World {
  constructor(plan, ledger) {
    Object.assign(this, { plan, ledger, held: 0, seats: {}, hosts: [] });
  }
  async begin() {
    const { plan } = this;
    const place = (this.place = { slack: 'slack:#specialists', teams: 'teams:19:support@thread.tacv2' }[plan.specialists]);
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    const count = plan.engine === 'postgres' ? (plan.replicas ?? 2) : 1;
    for (let i = 0; i < count; i++) this.hosts.push(new Host(`faults-${plan.engine}-${plan.seed}-${i}`));
    const library = compile('machine.c', this.hosts[0].folder);
    for (const host of library ? this.hosts : []) host.machine = new Machine(host, library);
    const also = Object.fromEntries([...Object.values(reps).flat(), ...Object.values(actors)].map(n => [n, 'rep']));
    const organisation = writeOrganisation(path.join(this.hosts[0].folder, 'organisation'), { place, also });
    await this.#slack();
    await this.#teams();
    const settings = {
      'Organisation:Folder': organisation,
      'Slack:ApiUrl': this.slack.apiUrl,
      'Slack:BotToken': this.slack.o.botToken,
      'Slack:SigningSecret': this.slack.o.signingSecret,
      'Slack:Pacing': 'off',
      'Teams:ServiceUrl': this.teams.serviceUrl,
      'Teams:AllowedServiceHosts': '127.0.0.1',
      'Teams:AllowAnonymous': 'true',
      ...plan.settings,
    };
    if (plan.engine === 'postgres') await this.#postgres(settings);
    for (const host of this.hosts) {
      Object.assign(host.settings, settings, await this.#behindProxy(host));
      await this.start(host);
    }
    this.balancer = new Balancer(this.hosts);
    await this.balancer.listen(port);
    const other = { slack: 'teams', teams: 'slack' }[plan.specialists];
    for (const [channel, names] of Object.entries({ ...reps, [plan.specialists]: [...reps[plan.specialists], ...staff], [other]: [...reps[other], ...Object.values(actors)] }))
      for (const name of names) {
        const seat = { slack: () => new SlackSeat(this.slack, name, place), teams: () => new TeamsSeat(this.teams, name, place), web: () => new WebSeat(this, name) }[
          channel
        ]();
        await seat.arrive();
        this.seats[name] = channel === 'web' ? remembering(seat) : this.#hindered(seat);
      }
  }
  /** The bot's Slack, with every delivery in the ledger. */
  async #slack() {
    const { url, ledger } = this;
    const slack = (this.slack = await startSlack({
      appUrl: { events: `${url}/slack/events`, interactivity: `${url}/slack/interactivity`, commands: `${url}/slack/commands` },
      users: [...reps.slack, ...staff, ...Object.values(actors), 'dave'],
      channels: ['specialists'],
      retryDelaysMs: [200, 2500, 7000], // Slack's own are 0, 1 and 5 minutes
    }));
    const deliver = slack.deliverHttp.bind(slack);
    slack.deliverHttp = async (kind, body, ...rest) => {
      await this.#hold();
      const delivery = await deliver(kind, body, ...rest);
      if (kind !== 'events' || !body.includes('"bot_id"')) ledger.delivered(body, delivery.ok);
      return delivery;
    };
  }
  async #teams() {
    const { ledger } = this;
    const teams = (this.teams = await startTeams({ botUrl: `${this.url}/api/messages`, people: [...reps.teams, ...staff, ...Object.values(actors)] }));
    teams.sent = [];
    const send = teams.send.bind(teams);
    teams.send = async activity => {
      await this.#hold();
      let ok = false;
      try {
        const r = await send(activity);
        ok = r.status < 300;
        return r;
      } finally {
        ledger.delivered(JSON.stringify(activity), ok);
        if (ok) teams.sent.push(activity);
      }
    };
  }
  /** Nobody acts in a channel that is archived, or where the app is not installed: they wait until it is over. */
  #hindered(seat) {
    const { slack, teams, place } = this;
    const isShut = inPlace => (seat.channel === 'slack' ? inPlace && slack.archived.has(slack.c('specialists')) : teams.left.has(inPlace ? place.replace('teams:', '') : `a:${seat.name}`));
    const isPlace = m => m && (seat.channel === 'slack' ? m.channel === 'specialists' : m.where.startsWith('19:'));
    const waits = async inPlace => {
      while (isShut(inPlace)) await sleep(150);
    };
    for (const [name, inPlace] of [['saying', false], ['saysInThread', true]]) {
      const speaking = seat[name].bind(seat);
      seat[name] = (...args) => {
        const say = speaking(...args);
        return async () => (await waits(inPlace), say());
      };
    }
    const press = seat.press.bind(seat);
    seat.press = async (message, ...rest) => (await waits(isPlace(message)), press(message, ...rest));
    return seat;
  }
  /** Some deliveries are held back, so that later ones overtake them. */
  async #hold() {
    if (this.held > 0 && this.held--) await sleep(900);
  }
  async #postgres(settings) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'escalationbot-faults.'));
    fs.chmodSync(this.folder, 0o755); // PostgreSQL's own user must be able to enter it
    // Also when this is ended from outside.
    process.on('exit', () => {
      this.redisProcess?.kill('SIGKILL');
      this.#stopDatabases();
    });
    this.pgPort = await freePort();
    this.cluster = path.join(this.folder, 'postgres');
    await this.database('start');
    if (this.plan.faults?.some(f => f.kind === 'switched')) await this.#standby();
    settings['Database:Engine'] = 'postgres';
    this.redisPort = await freePort();
    await this.redis(true);
    settings['Redis:ConnectionString'] = `127.0.0.1:${this.redisPort}`;
  }
  /** Each replica reaches the database through a proxy of its own. */
  async #behindProxy(host) {
    if (!this.pgPort) return {};
    const port = await freePort();
    host.proxy = new DatabaseProxy(() => this.pgPort);
    await host.proxy.listen(port);
    return { 'Database:ConnectionString': `Host=127.0.0.1;Port=${port};Username=bot;Database=postgres` };
  }
  /** A second cluster that has what the first one acknowledged. */
  async #standby() {
    this.standby = { cluster: path.join(this.folder, 'standby'), port: await freePort() };
    await this.database('standby', this.standby.cluster, this.pgPort);
    await this.database('start', this.standby.cluster, this.standby.port);
    for (const statement of ["alter system set synchronous_standby_names = '*'", 'alter system set synchronous_commit = on', 'select pg_reload_conf()'])
      psql(this.pgPort, statement);
  }
  /** The primary dies and does not come back; the standby takes its place. */
  async switchPrimary() {
    this.crashDatabase();
    await this.database('promote', this.standby.cluster);
    this.cluster = this.standby.cluster;
    this.pgPort = this.standby.port;
    // Whoever had a connection has it no more; who connects now comes to the new one.
    for (const host of this.hosts) host.proxy.heal(true);
  }
  /** start | stop | standby | promote; the world goes on meanwhile. */
  async database(command, cluster = this.cluster, port = this.pgPort) {
    const child = spawn(pgtemp, [command, cluster, String(port)], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, PGSYNC: 'on' } });
    let said = '';
    child.stderr.on('data', part => (said += part));
    const code = await new Promise(done => child.on('exit', done));
    if (code !== 0) throw new Error(`pgtemp.sh ${command}: ${said}`);
  }
  /** What the bot had stored, for whoever looks into a failure; the judge never does. */
  keepDatabase(file) {
    if (this.plan.engine === 'sqlite') return fs.cpSync(path.join(this.hosts[0].folder, 'data'), file, { recursive: true });
    const out = spawnSync('pg_dump', ['-h', '127.0.0.1', '-p', String(this.pgPort), '-U', 'bot', '--inserts', '-t', 'inbox', '-t', 'outbox', '-t', 'messages', '-t', 'cases', 'postgres'], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    fs.writeFileSync(`${file}.sql`, out.stdout);
  }
  /** kill -9 of the whole cluster. */
  crashDatabase() {
    const pid = Number(fs.readFileSync(path.join(this.cluster, 'data/postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGQUIT'); // an immediate shutdown: no checkpoint, recovery at the next start
  }
  async redis(on) {
    if (!on) {
      this.redisProcess.kill('SIGKILL');
      return;
    }
    const options = ['--port', this.redisPort, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', this.folder];
    this.redisProcess = spawn('redis-server', options.map(String), { stdio: 'ignore' });
    await sleep(150);
  }
  /** As systemd, Compose and Kubernetes do: what ends is started again. */
  async start(host) {
    for (const end = Date.now() + 90000; ; ) {
      try {
        await host.start({ within: 60000 });
        break;
      } catch (e) {
        if (Date.now() > end || !/the host ended/.test(e.message)) throw e;
        await sleep(500);
      }
    }
    host.alive = true;
    host.bornAt = Date.now();
  }
  async kill(host) {
    host.alive = false;
    await host.kill();
  }
  /** Of the machine under every replica, or under one; false where there is no C compiler. */
  machine(state, hosts = this.hosts) {
    for (const host of hosts) host.machine?.set(state);
    return Boolean(hosts[0].machine);
  }
  /** No more faults: what was injected and not used is taken back. */
  calm() {
    this.slack.faults.length = this.teams.faults.length = 0;
    this.slack.archived.clear();
    this.slack.dead.delete(this.slack.o.botToken);
    this.teams.left.clear();
    this.teams.refusing = null;
    for (const host of this.hosts) host.proxy?.heal(false);
    this.machine({ disk: disks.well, syncMs: 0, clockMs: 0, killAt: 0 });
    this.held = 0;
  }
  #stopDatabases() {
    for (const cluster of [this.cluster, this.standby?.cluster]) if (cluster && fs.existsSync(cluster)) spawnSync(pgtemp, ['stop', cluster]);
  }
  async end() {
    for (const host of this.hosts) await host.kill().catch(() => {});
    this.balancer?.stop();
    await this.slack?.stop();
    await this.teams?.stop();
    this.redisProcess?.kill('SIGKILL');
    for (const host of this.hosts) host.proxy?.stop();
    if (this.folder) {
      this.#stopDatabases();
      fs.rmSync(this.folder, { recursive: true, force: true });
    }
    for (const host of this.hosts) host.cleanUp();
  }
}

function psql(port, statement) {
  const r = spawnSync('psql', ['-h', '127.0.0.1', '-p', String(port), '-U', 'bot', '-d', 'postgres', '-c', statement], { encoding: 'utf8' });
  if (r.status !== 0) throw new Error(`psql: ${r.stderr}`);
}

/** The web chat shows only what stands there now; whoever looked before has seen more. */
function remembering(seat) {
  seat.first = new Map();
  const chat = seat.chat.bind(seat);
  seat.chat = async () => {
    const messages = await chat();
    for (const m of messages) if (!seat.first.has(m.id)) seat.first.set(m.id, m.words);
    return messages;
  };
  return seat;
}
