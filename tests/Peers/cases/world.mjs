// The world of one case: the real host on SQLite between the Slack side and the Teams side, with the small organisation of this folder.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { start as startSlack, until } from '../slack/slack.mjs';
import { Host, freePort, root, sleep } from '../stories/host.mjs';
import { start as startTeams } from '../teams/teams.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const slackUsers = ['bob', 'carol', 'mia', 'ana', 'zed'],
  teamsPeople = ['ana', 'mia', 'gus'];

/** The organisation of a case: `sample` is the one that is shipped; a folder of the case lies on top of the small one of this folder. */
function organisationOf(input, folder, into) {
  if (input.organisation === 'sample') return path.join(root, 'bot/Policies/sample');
  fs.cpSync(path.join(here, 'organisation'), into, { recursive: true });
  if (input.organisation) fs.cpSync(path.join(folder, input.organisation), into, { recursive: true });
  return into;
}

export class World {
  /** input: the case; folder: where it stands; name: of the host's log. */
  constructor(input, folder, name) {
    Object.assign(this, { input, folder });
    this.host = new Host(name);
  }
  async start() {
    const host = this.host;
    host.port = await freePort();
    const base = `http://127.0.0.1:${host.port}`;
    const appUrl = { events: `${base}/slack/events`, interactivity: `${base}/slack/interactivity`, commands: `${base}/slack/commands` };
    this.slack = await startSlack({ appUrl, users: slackUsers, channels: ['specialists', 'support'] });
    this.teams = await startTeams({ botUrl: `${base}/api/messages`, people: teamsPeople });
    host.settings = {
      'Organisation:Folder': organisationOf(this.input, this.folder, path.join(host.folder, 'organisation')),
      'Slack:ApiUrl': this.slack.apiUrl,
      'Slack:BotToken': this.slack.o.botToken,
      'Slack:SigningSecret': this.slack.o.signingSecret,
      'Slack:Pacing': 'off',
      'Teams:AllowAnonymous': 'true',
      'Teams:AllowedServiceHosts': '127.0.0.1',
    };
    await host.start();
    await until(() => this.slack.calls.some(c => c.method === 'auth.test' && c.response?.ok)); // until then rows only wait
    await this.settled();
    if (this.input.teams) await this.teams.install('ana');
    await this.settled();
    this.#disguise();
  }
  async stop() {
    await this.host.kill();
    await this.slack?.stop();
    await this.teams?.stop();
    this.host.cleanUp();
  }

  /** Posts, edits, ephemerals and deletions that the bot sent to Slack. */
  posts() {
    return this.slack.calls.filter(c => /^chat\.(postMessage|update|postEphemeral|delete)$/.test(c.method));
  }
  /** Files that the bot shared on Slack. */
  shares() {
    return this.slack.calls.filter(c => c.method === 'files.completeUploadExternal');
  }
  /** Until the bot has called nobody for a while: longer on a machine that is busy, where the bot itself answers late. */
  async settled() {
    const calls = () => this.slack.calls.length + this.teams.calls.length;
    for (let before = -1; before !== calls(); ) {
      before = calls();
      const asked = Date.now();
      await fetch(`${this.host.url}/health/live`).catch(() => {});
      await sleep(Math.min(700 + 30 * (Date.now() - asked), 5000));
    }
    await this.slack.idle();
  }

  // What a case says about people and threads is put over what the sides would answer.
  #disguise() {
    const { member, usersInfo, replies, pictures = {} } = this.input;
    for (const [id, bytes] of Object.entries(pictures)) this.teams.attachments.set(id, Buffer.from(bytes, 'base64'));
    if (member) {
      const person = this.teams.person.bind(this.teams);
      this.teams.person = name => (name === member.who ? { ...person(name), ...member.as } : person(name));
    }
    const raw = this.slack.raw.bind(this.slack);
    const json = body => new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
    this.slack.raw = async (method, args, who) => {
      if (who === 'BOT' && replies && method === 'conversations.replies' && args.ts === replies[0].ts)
        return json({ ok: true, messages: replies, has_more: false });
      const answer = await raw(method, args, who);
      if (who !== 'BOT' || !usersInfo || method !== 'users.info') return answer;
      const told = await answer.json();
      Object.assign(told.user ?? {}, usersInfo);
      return json(told);
    };
  }
}
