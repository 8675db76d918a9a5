// One story: the sides of the world it needs, the real host between them, its people, and the evidence at the end.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { startIdentity } from '../hostile/identity.mjs';
import { start as startSlack } from '../slack/slack.mjs';
import { checkCards } from '../teams/cards.mjs';
import { cardsOf } from '../teams/cards-plain.mjs';
import { start as startTeams } from '../teams/teams.mjs';
import { startAccounts } from './a-live-account.mjs';
import { Host, freePort, sleep } from './host.mjs';
import { people, writeOrganisation } from './organisation.mjs';
import { Person } from './person.mjs';
import { SlackSeat } from './seats/slack.mjs';
import { TeamsSeat } from './seats/teams.mjs';
import { WebSeat, webPlace } from './seats/web.mjs';

const names = Object.keys(people);
const signingSecret = 'test-signing-secret',
  botToken = 'xoxb-test-token',
  appToken = 'xapp-1-test';
/** When the host dies, in turn: ms after the person began to act, or (as 'acked') after the platform had its acknowledgement. */
const deaths = ['acked', 0, 'acked+10', 6, 'acked+60', 25, 'acked+150', 60];

export class Story {
  /** plan: { also: further people { name: role }, signsIn: people come into the console by the link from their chat; name, rep, specialists, manager: 'slack' | 'teams' | 'web', socket, tokens, postgres, digestAt, kills: n }; the host dies at every n-th thing that a person does */
  constructor(plan) {
    Object.assign(this, plan);
    this.patience = plan.kills ? 40000 : 15000;
    this.acts = this.deaths = 0;
    /** Words that people asked for more than once. */
    this.mayRepeat = [];
  }
  async begin() {
    const uses = channel => [this.rep, this.specialists, this.manager].includes(channel);
    const place = { slack: 'slack:#specialists', teams: 'teams:19:support@thread.tacv2', web: webPlace }[this.specialists];
    const port = await freePort();
    const host = (this.host = new Host(this.name));
    host.port = port;
    host.settings = { 'Organisation:Folder': writeOrganisation(path.join(host.folder, 'organisation'), { place, digestAt: this.digestAt, also: this.also }) };
    if (this.liveAccounts) {
      this.accounts = await startAccounts();
      fs.appendFileSync(path.join(host.folder, 'organisation/organisation.yaml'), `\nlive_accounts: { url: "${this.accounts.url}" }\n`);
      host.settings['LiveAccounts:Secret'] = this.accounts.secret;
    }
    if (this.signsIn) Object.assign(host.settings, { 'Console:Password': 'an emergency key of a story', 'Console:Url': `http://127.0.0.1:${port}` });
    if (uses('slack')) await this.#slack(port);
    if (uses('teams')) await this.#teams(port);
    if (this.postgres) this.#postgres();
    await host.start();
    const channelOf = { rep: this.rep, specialist: this.specialists, manager: this.manager };
    for (const [name, role] of Object.entries({ ...people, ...this.also })) {
      const channel = channelOf[role];
      const seat = {
        slack: () => new SlackSeat(this.slack, name, place),
        teams: () => new TeamsSeat(this.teams, name, place),
        web: () => new WebSeat(host, name, place),
      }[channel]();
      this[name] = new Person(this, seat, name);
      await seat.arrive();
    }
    return this;
  }
  async #slack(port) {
    const base = `http://127.0.0.1:${port}/slack`;
    const appUrl = { events: `${base}/events`, interactivity: `${base}/interactivity`, commands: `${base}/commands` };
    // Slack's pace, with room for requests that a busy machine delays until they arrive together.
    const limits = this.kills ? undefined : { perSecond: 1.1, burst: 7 };
    this.slack = await startSlack({
      mode: this.socket ? 'socket' : 'http',
      appUrl,
      signingSecret,
      botToken,
      appToken,
      users: [...names, 'dave', ...Object.keys(this.also ?? {})],
      channels: ['specialists'],
      limits,
      retryDelaysMs: [50],
    });
    Object.assign(this.host.settings, { 'Slack:ApiUrl': this.slack.apiUrl, 'Slack:BotToken': botToken, 'Slack:Pacing': this.kills ? 'off' : 'polite' });
    Object.assign(this.host.settings, this.socket ? { 'Slack:Mode': 'socket', 'Slack:AppToken': appToken } : { 'Slack:SigningSecret': signingSecret });
  }
  async #teams(port) {
    const botUrl = `http://127.0.0.1:${port}/api/messages`;
    const settings = this.host.settings;
    if (this.tokens) this.identity = await startIdentity({ appId: '11111111-2222-4333-8444-555555555555' });
    this.teams = await startTeams({ botUrl, people: names, token: a => this.identity?.forChannel(a) ?? null });
    settings['Teams:ServiceUrl'] = this.teams.serviceUrl;
    settings['Teams:AllowedServiceHosts'] = '127.0.0.1';
    if (this.identity)
      Object.assign(settings, {
        'Teams:AppId': this.identity.appId,
        'Teams:TenantId': this.teams.tenant,
        'Teams:ClientSecret': this.identity.clientSecret,
        'Teams:OpenIdMetadataUrl': this.identity.openIdMetadataUrl,
        'Teams:TokenUrl': this.identity.tokenUrl,
      });
    else settings['Teams:AllowAnonymous'] = 'true';
  }
  #postgres() {
    const connection = process.env.ESCALATIONBOT_TEST_POSTGRES;
    if (!connection) throw new Error('this story wants ESCALATIONBOT_TEST_POSTGRES (tests/run sets it)');
    const part = key => connection.match(new RegExp(`${key}=([^;]+)`, 'i'))[1];
    const database = `story_${this.name.replace(/\W/g, '_')}_${process.pid}`;
    const r = spawnSync('psql', ['-h', part('Host'), '-p', part('Port'), '-U', part('Username'), '-d', part('Database'), '-c', `create database ${database}`], {
      encoding: 'utf8',
    });
    if (r.status !== 0) throw new Error(`psql: ${r.stderr}`);
    Object.assign(this.host.settings, {
      'Database:Engine': 'postgres',
      'Database:ConnectionString': connection.replace(/Database=[^;]+/i, `Database=${database}`),
    });
    if (process.env.ESCALATIONBOT_TEST_REDIS) this.host.settings['Redis:ConnectionString'] = process.env.ESCALATIONBOT_TEST_REDIS;
  }

  /** Does one thing that a person does. With kills the host dies meanwhile and comes back, and the person tries again what was not acknowledged. */
  async act(what, doing) {
    if (!this.kills || this.acts++ % this.kills) return doing();
    const death = deaths[this.deaths++ % deaths.length];
    const acting = doing().then(
      result => ({ result }),
      error => ({ error }),
    );
    if (typeof death === 'number') await sleep(death);
    else {
      await acting;
      await sleep(Number(death.split('+')[1] ?? 0));
    }
    await this.host.kill();
    const { result, error } = await acting;
    await this.host.start();
    for (const name of names) await this[name]?.seat.catchUp();
    if (process.env.VERBOSE) console.log(`     ${what}: killed ${death}${error ? `, again after: ${error.message}` : ''}`);
    if (!error) return result;
    for (let tries = 1; ; tries++) {
      try {
        return await doing();
      } catch (e) {
        if (tries === 3) throw e; // a machine under load may be late once or twice
      }
    }
  }

  /** kill -9 while somebody does something; whoever got no acknowledgement does it once more. */
  dying = async doing => {
    const kills = this.kills;
    Object.assign(this, { kills: 1, acts: 0 });
    try {
      return await doing();
    } finally {
      this.kills = kills;
    }
  };

  /** What must hold at the end of every story; throws with all that does not. */
  async evidence() {
    const wrong = [];
    const say = x => x?.message ?? (typeof x === 'object' ? JSON.stringify(x) : x);
    const none = (what, list) => list.length && wrong.push(`${what} (${list.length}): ${list.slice(0, 5).map(say).join(' | ')}`);
    if (this.slack) {
      await this.slack.idle();
      none('Slack would refuse', this.slack.violations);
      none('the Slack side failed', this.slack.errors);
      if (!this.kills && !this.badDays) none('Slack showed people an error', this.slack.shown);
      if (!this.kills && !this.badDays)
        none(
          'Slack had to ask for patience',
          this.slack.calls.filter(c => c.status === 429).map(c => c.method),
        );
      none(
        'Slack metadata keys posted twice',
        this.#twice(
          this.slack
            .callsOf('chat.postMessage')
            .filter(c => c.response?.ok && c.args.metadata)
            .map(c => JSON.stringify(c.args.metadata.event_payload)),
        ),
      );
    }
    if (this.teams) {
      none('the connector would refuse', this.teams.errors);
      const cards = this.teams.calls
        .flatMap(c => [c.body, c.body?.activity])
        .filter(Boolean)
        .flatMap(cardsOf);
      const problems = await checkCards(cards);
      none('cards that Teams cannot show', [...new Set(problems.flat())]);
      if (this.identity)
        none(
          'calls to the connector without our token',
          this.teams.calls.filter(c => c.auth !== `Bearer ${this.identity.accessToken}`).map(c => `${c.method} ${c.url} ${c.auth}`),
        );
    }
    for (const name of names) {
      const seat = this[name].seat;
      none(`${name} reads twice`, this.#twice((await seat.chat()).map(m => m.words)));
      if (people[name] === 'specialist' && !wrong.some(w => w.startsWith('the place'))) {
        const posts = await seat.posts();
        none('the place shows twice', this.#twice(posts.map(m => m.words)));
        for (const post of posts) none('a thread shows twice', this.#twice((await seat.thread(post)).map(m => m.words)));
      }
    }
    none('the host complained', this.kills ? [] : this.host.complaints());
    if (wrong.length) throw new Error(wrong.join('\n'));
  }
  // Where a platform offers no way to look whether a lost send arrived (Teams), the second message says so.
  #twice(words) {
    const known = new Set(),
      twice = [];
    for (const w of words.filter(w => ![/sent again/i, ...this.mayRepeat].some(p => p.test(w)))) known.has(w) ? twice.push(w.slice(0, 200)) : known.add(w);
    return twice;
  }
  async end() {
    await this.host?.kill();
    await this.slack?.stop();
    await this.teams?.stop();
    await this.identity?.stop();
    this.accounts?.stop();
    this.host?.cleanUp();
  }
}
