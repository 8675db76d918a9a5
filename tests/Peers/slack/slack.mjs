// Slack side = Vercel's `emulate` 0.12.2 (npm, Apache-2.0; Web API, OAuth v2, files, views state, inspector UI) behind a thin front
// that adds what emulate lacks: event delivery with retries, interactivity, slash commands, response_url, Socket Mode, 429s, strict checks.
// Payload shapes: java-slack-sdk json-logs/samples (MessagePayload, AppMentionPayload, AppHomeOpenedPayload, BlockActionPayload,
// ViewSubmissionPayload, ViewClosedPayload, MessageShortcutPayload, SlashCommandPayload), bolt-python tests/scenario_tests, bolt-js src/types.
import http from 'node:http';
import net from 'node:net';
import { createEmulator } from 'emulate';
import { WebSocketServer } from 'ws';
import { WithDelivery } from './delivery.mjs';
import { WithModals } from './modals.mjs';
import { WithPeople } from './people.mjs';
import { WithSight } from './sight.mjs';
import { WithWebApi } from './web-api.mjs';
export { until, sleep, plain, elements, sign } from './common.mjs';
const ALL =
  'chat:write,channels:read,channels:history,channels:join,channels:manage,channels:write,groups:read,groups:history,groups:write,im:read,im:history,im:write,mpim:read,mpim:history,mpim:write,users:read,users:read.email,users.profile:read,users.profile:write,users:write,files:read,files:write,pins:read,pins:write,bookmarks:read,bookmarks:write,reactions:read,reactions:write,team:read'.split(
    ',',
  );
const freePort = () =>
  new Promise(r => {
    const s = net.createServer().listen(0, '127.0.0.1', () => {
      const p = s.address().port;
      s.close(() => r(p));
    });
  });

class Workspace {
  constructor(o) {
    this.o = {
      port: 0,
      mode: 'http',
      signingSecret: 'test-signing-secret',
      botToken: 'xoxb-test-token',
      appToken: 'xapp-1-test',
      appId: 'A0TRIAGE01',
      botUserId: 'U0TRIAGEB1',
      botId: 'B0TRIAGE01',
      botName: 'triage',
      clientId: '111.222',
      clientSecret: 'client-secret',
      redirectUris: ['http://localhost:3000/slack/oauth_redirect'],
      verificationToken: 'legacy-verification-token',
      scopes: [...ALL, 'commands', 'app_mentions:read'],
      users: ['alice', 'bob', 'carol', 'dave'],
      channels: [{ name: 'specialists' }],
      strict: true,
      echoBotEvents: true,
      ackTimeoutMs: 3000,
      retryDelaysMs: [50, 500, 1500],
      aliases: 40,
      events: [
        'message.channels',
        'message.groups',
        'message.im',
        'app_mention',
        'app_home_opened',
        'reaction_added',
        'reaction_removed',
        'member_joined_channel',
      ],
      ...o,
    };
    this.calls = [];
    this.deliveries = [];
    this.violations = [];
    this.ephemeral = [];
    this.stacks = new Map();
    this.homes = new Map();
    this.trig = new Map();
    this.hooks = new Map();
    this.faults = [];
    this.conns = [];
    this.tickets = new Map();
    this.pendingAcks = new Map();
    this.envelopes = new Set();
    this.pend = new Set();
    this.botIn = new Set();
    this.U = {};
    this.C = {};
    this.owner = {};
    this.uses = new Map();
    this.post = new Map();
    this.errors = [];
    this.tokens = new Map();
    this.archived = new Set(); // ids of channels
    this.dead = new Map(); // token -> the error that Slack answers it with
    this.shown = [];
    this.rr = 0;
    this.closed = false;
  }
  // ---------- start / stop
  async start() {
    const o = this.o,
      ep = await freePort();
    this.srv = http.createServer((q, s) =>
      this.http(q, s).catch(e => {
        this.errors.push(e);
        if (!s.headersSent) {
          s.writeHead(500, { 'content-type': 'application/json' });
          s.end(JSON.stringify({ ok: false, error: 'internal_error', detail: String(e) }));
        }
      }),
    );
    this.srv.keepAliveTimeout = 60000;
    await new Promise(r => this.srv.listen(o.port, '127.0.0.1', r));
    this.port = this.srv.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
    this.apiUrl = this.url + '/api/';
    const us = o.users.map(u => (typeof u === 'string' ? { name: u } : u));
    const tok = [];
    const mk = (base, x) => {
      for (let i = 0; i < o.aliases; i++) tok.push({ token: `${base}~${i}`, ...x });
    };
    mk('BOT', { type: 'bot', user_id: o.botUserId, app_id: o.appId, client_id: o.clientId, bot_id: o.botId, bot_user_id: o.botUserId, scopes: o.scopes });
    for (const u of ['admin', ...us.map(u => u.name)]) mk('USER:' + u, { type: 'user', user: u, scopes: ALL });
    this.emu = await createEmulator({
      service: 'slack',
      port: ep,
      baseUrl: this.url,
      seed: {
        slack: {
          team: { name: o.teamName ?? 'Acme', domain: o.teamDomain ?? 'acme' },
          strict_scopes: true,
          signing_secret: o.signingSecret,
          users: us.map(u => ({ real_name: u.name[0].toUpperCase() + u.name.slice(1) + ' Example', email: `${u.name}@example.com`, ...u })),
          oauth_apps: [
            {
              app_id: o.appId,
              client_id: o.clientId,
              client_secret: o.clientSecret,
              name: o.botName,
              redirect_uris: o.redirectUris,
              scopes: o.scopes,
              bot_id: o.botId,
              bot_user_id: o.botUserId,
              bot_name: o.botName,
            },
          ],
          tokens: tok,
        },
      },
    });
    this.emuUrl = `http://127.0.0.1:${ep}`;
    this.teamId = 'T000000001';
    this.tokens.set(o.botToken, 'BOT');
    for (const m of (await this.api('users.list', { limit: 500 }, 'USER:admin')).members) {
      this.U[m.name] = m.id;
      (this.info ??= {})[m.id] = m;
    }
    for (const c of o.channels.map(c => (typeof c === 'string' ? { name: c } : c))) await this.createChannel(c.name, c);
    this.wss = new WebSocketServer({ noServer: true });
    this.srv.on('upgrade', (q, s, h) => this.upgrade(q, s, h));
    return this;
  }
  async createChannel(name, { private: priv = false, members, bot = true } = {}) {
    const ms = members ?? Object.keys(this.U).filter(n => n !== this.o.botName && n !== 'admin');
    const own = ms[0] ?? 'admin';
    const r = await this.api('conversations.create', { name, is_private: String(!!priv) }, 'USER:' + own);
    if (!r.ok) throw new Error('conversations.create ' + r.error);
    const id = r.channel.id;
    this.C[name] = id;
    this.owner[id] = own;
    (this.priv ??= {})[id] = priv;
    const inv = [...ms.slice(1).map(n => this.U[n]), ...(bot ? [this.o.botUserId] : [])].filter(Boolean);
    if (inv.length) {
      const x = await this.api('conversations.invite', { channel: id, users: inv.join(',') }, 'USER:' + own);
      if (!x.ok) throw new Error('invite ' + x.error);
    }
    if (bot) this.botIn.add(id);
    return id;
  }
  /** A channel is archived under another name, and one is made under its own. */
  async madeAnew(name) {
    const old = this.c(name);
    const r = await this.api('conversations.rename', { channel: old, name: `${name}-old` }, 'USER:' + this.owner[old]);
    if (!r.ok) throw new Error('conversations.rename ' + r.error);
    this.archived.add(old);
    return this.createChannel(name, { private: this.priv[old] });
  }
  /** A new token for the bot, as after the app is installed again; the old one stays what it is. */
  renewToken() {
    this.o.botToken = `xoxb-test-token-${this.tokens.size}`;
    this.tokens.set(this.o.botToken, 'BOT');
  }
  async stop() {
    this.closed = true;
    for (const c of this.conns) c.ws.terminate();
    this.wss?.close();
    await this.emu?.close();
    this.srv.closeAllConnections();
    await new Promise(r => this.srv.close(r));
  }
  async idle() {
    while (this.pend.size) await Promise.allSettled([...this.pend]);
  }
  u(x) {
    if (!x) throw new Error('no user');
    if (x.startsWith('@')) x = x.slice(1);
    const id = this.U[x] ?? (Object.values(this.U).includes(x) ? x : null);
    if (!id) throw new Error('no such user ' + x);
    return id;
  }
  un(x) {
    const id = this.u(x);
    return Object.keys(this.U).find(k => this.U[k] === id);
  }
  c(x) {
    if (x == null) return x;
    return this.C[x.replace?.(/^#/, '')] ?? x;
  }
  cn(id) {
    return Object.keys(this.C).find(k => this.C[k] === id) ?? 'directmessage';
  }
  // ---------- the emulator, as a client. emulate answers 403 after 5000 calls a token an hour: rotate aliases of each token
  async raw(method, args, principal) {
    const n = this.uses.get(principal) ?? 0;
    this.uses.set(principal, n + 1);
    const a = principal.includes('~') || /^xox/.test(principal) ? principal : `${principal}~${Math.floor(n / 4500) % this.o.aliases}`;
    const f = new URLSearchParams();
    for (const [k, v] of Object.entries(args)) if (v !== undefined && v !== null) f.set(k, typeof v === 'object' ? JSON.stringify(v) : String(v));
    return fetch(`${this.emuUrl}/api/${method}`, {
      method: 'POST',
      headers: { authorization: 'Bearer ' + a, 'content-type': 'application/x-www-form-urlencoded' },
      body: f,
    });
  }
  async api(method, args, principal) {
    const r = await this.raw(method, args, principal);
    if (r.status === 404) return { ok: false, error: 'unknown_method' };
    return r.json();
  }
  nowTs() {
    return (Date.now() / 1000).toFixed(6);
  }
  bg(p) {
    this.pend.add(p);
    p.catch(e => {
      if (!this.closed) this.errors.push(e);
    }).finally(() => this.pend.delete(p));
    return p;
  }
  ctype(ch) {
    return ch?.startsWith('D') ? 'im' : this.priv?.[ch] ? 'group' : 'channel';
  }
}

class SlackSide extends WithSight(WithModals(WithPeople(WithDelivery(WithWebApi(Workspace))))) {}

/** Starts the Slack side. Options and results: see README.md. */
export const start = (options = {}) => new SlackSide(options).start();
