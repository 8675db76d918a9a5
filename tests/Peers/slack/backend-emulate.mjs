// Slack side = Vercel's `emulate` 0.12.2 (npm, Apache-2.0; Web API, OAuth v2, files, views state, inspector UI) behind a thin front
// that adds what emulate lacks: event delivery with retries, interactivity, slash commands, response_url, Socket Mode, 429s, strict checks.
// Payload shapes: java-slack-sdk json-logs/samples (MessagePayload, AppMentionPayload, AppHomeOpenedPayload, BlockActionPayload,
// ViewSubmissionPayload, ViewClosedPayload, MessageShortcutPayload, SlashCommandPayload), bolt-python tests/scenario_tests, bolt-js src/types.
import http from 'node:http';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import { createEmulator } from 'emulate';
import { WebSocketServer } from 'ws';
import { sign, sleep, until, elements, findEl, plain, fillState, stateValue } from './common.mjs';
import { checkMessage, checkView } from './blockkit/check.mjs';
const rid = (n = 11) =>
  crypto
    .randomBytes(12)
    .toString('base64url')
    .replace(/[^A-Za-z0-9]/g, 'Q')
    .toUpperCase()
    .slice(0, n);
const esc = (s) => s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const ALL =
  'chat:write,channels:read,channels:history,channels:join,channels:manage,channels:write,groups:read,groups:history,groups:write,im:read,im:history,im:write,mpim:read,mpim:history,mpim:write,users:read,users:read.email,users.profile:read,users.profile:write,users:write,files:read,files:write,pins:read,pins:write,bookmarks:read,bookmarks:write,reactions:read,reactions:write,team:read'.split(
    ',',
  );
const freePort = () =>
  new Promise((r) => {
    const s = net.createServer().listen(0, '127.0.0.1', () => {
      const p = s.address().port;
      s.close(() => r(p));
    });
  });
let SPEC = null;
try {
  SPEC = JSON.parse(fs.readFileSync(new URL('./specs/slack_web_openapi_v2.json', import.meta.url))).paths;
} catch {}
const HTML_OBJ = ['blocks', 'attachments', 'view', 'metadata', 'files'];

export class EmulateSlack {
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
    this.pend = new Set();
    this.botIn = new Set();
    this.U = {};
    this.C = {};
    this.owner = {};
    this.uses = new Map();
    this.post = new Map();
    this.errors = [];
    this.tokens = new Map();
    this.shown = [];
    this.rr = 0;
    this.closed = false;
  }
  // ---------- start / stop
  async start() {
    const o = this.o,
      ep = await freePort();
    this.srv = http.createServer((q, s) =>
      this.http(q, s).catch((e) => {
        this.errors.push(e);
        if (!s.headersSent) {
          s.writeHead(500, { 'content-type': 'application/json' });
          s.end(JSON.stringify({ ok: false, error: 'internal_error', detail: String(e) }));
        }
      }),
    );
    this.srv.keepAliveTimeout = 60000;
    await new Promise((r) => this.srv.listen(o.port, '127.0.0.1', r));
    this.port = this.srv.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
    this.apiUrl = this.url + '/api/';
    const us = o.users.map((u) => (typeof u === 'string' ? { name: u } : u));
    const tok = [];
    const mk = (base, x) => {
      for (let i = 0; i < o.aliases; i++) tok.push({ token: `${base}~${i}`, ...x });
    };
    mk('BOT', { type: 'bot', user_id: o.botUserId, app_id: o.appId, client_id: o.clientId, bot_id: o.botId, bot_user_id: o.botUserId, scopes: o.scopes });
    for (const u of ['admin', ...us.map((u) => u.name)]) mk('USER:' + u, { type: 'user', user: u, scopes: ALL });
    this.emu = await createEmulator({
      service: 'slack',
      port: ep,
      baseUrl: this.url,
      seed: {
        slack: {
          team: { name: o.teamName ?? 'Acme', domain: o.teamDomain ?? 'acme' },
          strict_scopes: true,
          signing_secret: o.signingSecret,
          users: us.map((u) => ({ real_name: u.name[0].toUpperCase() + u.name.slice(1) + ' Example', email: `${u.name}@example.com`, ...u })),
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
    for (const c of o.channels.map((c) => (typeof c === 'string' ? { name: c } : c))) await this.createChannel(c.name, c);
    this.wss = new WebSocketServer({ noServer: true });
    this.srv.on('upgrade', (q, s, h) => this.upgrade(q, s, h));
    return this;
  }
  async createChannel(name, { private: priv = false, members, bot = true } = {}) {
    const ms = members ?? Object.keys(this.U).filter((n) => n !== this.o.botName && n !== 'admin');
    const own = ms[0] ?? 'admin';
    const r = await this.api('conversations.create', { name, is_private: String(!!priv) }, 'USER:' + own);
    if (!r.ok) throw new Error('conversations.create ' + r.error);
    const id = r.channel.id;
    this.C[name] = id;
    this.owner[id] = own;
    (this.priv ??= {})[id] = priv;
    const inv = [...ms.slice(1).map((n) => this.U[n]), ...(bot ? [this.o.botUserId] : [])].filter(Boolean);
    if (inv.length) {
      const x = await this.api('conversations.invite', { channel: id, users: inv.join(',') }, 'USER:' + own);
      if (!x.ok) throw new Error('invite ' + x.error);
    }
    if (bot) this.botIn.add(id);
    return id;
  }
  async stop() {
    this.closed = true;
    for (const c of this.conns) c.ws.terminate();
    this.wss?.close();
    await this.emu?.close();
    this.srv.closeAllConnections();
    await new Promise((r) => this.srv.close(r));
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
    return Object.keys(this.U).find((k) => this.U[k] === id);
  }
  c(x) {
    if (x == null) return x;
    return this.C[x.replace?.(/^#/, '')] ?? x;
  }
  cn(id) {
    return Object.keys(this.C).find((k) => this.C[k] === id) ?? 'directmessage';
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
  // ---------- front: HTTP
  async http(q, s) {
    const ch = [];
    for await (const c of q) ch.push(c);
    const body = Buffer.concat(ch);
    const url = new URL(q.url, this.url);
    if (url.pathname.startsWith('/api/')) return this.webApi(q, s, url, body);
    const m = url.pathname.match(/^\/(actions|commands)\/([^/]+)\/([^/]+)\/([^/]+)$/);
    if (m) return this.responseUrl(q, s, m[4], body);
    const r = await fetch(this.emuUrl + q.url, {
      method: q.method,
      redirect: 'manual',
      headers: Object.fromEntries(
        Object.entries(q.headers)
          .filter(([k]) => !['host', 'connection', 'content-length', 'transfer-encoding'].includes(k))
          .map(([k, v]) => [k, k === 'authorization' ? this.xlate(v) : v]),
      ),
      body: ['GET', 'HEAD'].includes(q.method) ? undefined : body,
    });
    const b = Buffer.from(await r.arrayBuffer());
    const h = {};
    r.headers.forEach((v, k) => {
      if (!['content-encoding', 'content-length', 'transfer-encoding', 'connection'].includes(k)) h[k] = v;
    });
    s.writeHead(r.status, h);
    s.end(b);
  }
  xlate(v) {
    const t = String(v).replace(/^Bearer /, '');
    const p = this.tokens.get(t);
    return 'Bearer ' + (p ? (p === 'BOT' ? 'BOT~0' : p) : t);
  }
  json(s, o, st = 200, h = {}) {
    const b = JSON.stringify(o);
    s.writeHead(st, {
      'content-type': 'application/json; charset=utf-8',
      'x-slack-req-id': crypto.randomUUID(),
      'x-oauth-scopes': (this.o.scopes ?? []).join(','),
      ...h,
    });
    s.end(b);
  }
  async webApi(q, s, url, body) {
    const method = url.pathname.slice(5);
    const ct = (q.headers['content-type'] ?? '').toLowerCase();
    let args = Object.fromEntries(url.searchParams);
    let isJson = false;
    if (q.method !== 'GET') {
      if (ct.includes('json')) {
        isJson = true;
        try {
          args = { ...args, ...JSON.parse(body.toString() || '{}') };
        } catch {
          return this.json(s, { ok: false, error: 'invalid_json' });
        }
      } else if (ct.includes('multipart')) {
        const fd = await new Response(body, { headers: { 'content-type': q.headers['content-type'] } }).formData();
        for (const [k, v] of fd) args[k] = v;
      } else for (const [k, v] of new URLSearchParams(body.toString())) args[k] = v;
    }
    const auth = q.headers.authorization?.replace(/^Bearer\s+/i, '');
    const token = auth ?? (isJson ? undefined : args.token);
    delete args.token;
    for (const k of HTML_OBJ)
      if (typeof args[k] === 'string') {
        try {
          args[k] = JSON.parse(args[k]);
        } catch {
          if (k !== 'metadata') return this.json(s, { ok: false, error: k === 'view' ? 'invalid_arguments' : 'invalid_blocks_format' });
        }
      }
    const call = { method, args, token, verb: q.method, contentType: ct, at: Date.now() };
    this.calls.push(call);
    const done = (o, st, h) => {
      call.response = o;
      call.status = st ?? 200;
      return this.json(s, o, st, h);
    };
    const viol = (m) => {
      this.violations.push(`${method}: ${m}`);
    };
    // injected faults first
    const fi = this.faults.findIndex((f) => f.left > 0 && (!f.method || f.method === method) && (!f.when || f.when(args)));
    if (fi >= 0) {
      const f = this.faults[fi];
      f.left--;
      if (f.delayMs) await sleep(f.delayMs);
      if (f.drop) {
        call.dropped = true;
        return q.socket.destroy();
      }
      if (f.afterwards) call.lost = true;
      else if (f.retryAfter !== undefined) return done({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(f.retryAfter) });
      else if (f.status) {
        call.status = f.status;
        s.writeHead(f.status, { 'content-type': 'text/html' });
        return s.end('<html>upstream error</html>');
      } else if (f.error) return done({ ok: false, error: f.error });
    }
    if (method === 'apps.connections.open') {
      if (auth !== this.o.appToken) return done({ ok: false, error: auth ? 'not_allowed_token_type' : 'not_authed' });
      const t = crypto.randomUUID();
      this.tickets.set(t, Date.now());
      return done({ ok: true, url: `ws://127.0.0.1:${this.port}/link/?ticket=${t}&app_id=${this.o.appId}` });
    }
    if (method === 'api.test') return done({ ok: true, args });
    if (method === 'oauth.v2.access' && args.grant_type === 'refresh_token') {
      const [ci, cs] = /^Basic /i.test(q.headers.authorization ?? '')
        ? Buffer.from(q.headers.authorization.slice(6), 'base64').toString().split(':')
        : [args.client_id, args.client_secret];
      if (ci !== this.o.clientId || cs !== this.o.clientSecret)
        return done({ ok: false, error: ci !== this.o.clientId ? 'invalid_client_id' : 'bad_client_secret' });
      if (!this.refresh?.delete(args.refresh_token)) return done({ ok: false, error: 'invalid_refresh_token' });
      return done({
        ok: true,
        ...this.rotated(),
        token_type: 'bot',
        scope: this.o.scopes.join(','),
        bot_user_id: this.o.botUserId,
        app_id: this.o.appId,
        team: { id: this.teamId, name: this.o.teamName ?? 'Acme' },
        enterprise: null,
        is_enterprise_install: false,
      });
    }
    if (method === 'oauth.v2.access') {
      const h = { 'content-type': 'application/x-www-form-urlencoded' };
      if (q.headers.authorization) h.authorization = q.headers.authorization;
      const f = new URLSearchParams(args);
      if (/^Basic /i.test(q.headers.authorization ?? '')) {
        const [i, p] = Buffer.from(q.headers.authorization.slice(6), 'base64').toString().split(':');
        f.set('client_id', i);
        f.set('client_secret', p);
        delete h.authorization;
      }
      const r = await (await fetch(this.emuUrl + '/api/oauth.v2.access', { method: 'POST', headers: h, body: f })).json();
      if (r.ok && this.o.tokenRotation) {
        Object.assign(r, this.rotated());
        return done(r);
      }
      if (r.access_token) this.tokens.set(r.access_token, r.bot_user_id === this.o.botUserId ? 'BOT' : r.access_token);
      if (r.authed_user?.access_token) this.tokens.set(r.authed_user.access_token, r.authed_user.access_token);
      return done(r);
    }
    if (token && this.expiry?.get(token) < Date.now()) return done({ ok: false, error: 'token_expired' });
    const who = token && this.tokens.get(token);
    if (!who) return done({ ok: false, error: token ? 'invalid_auth' : 'not_authed' });
    const sp = SPEC?.['/' + method];
    if (sp) {
      const d = Object.values(sp)[0];
      if (isJson && !d.consumes?.some((c) => c.includes('json'))) {
        viol('sent a JSON body; this method takes only form or query arguments (slack_web_openapi_v2 consumes)');
        if (this.o.strict)
          return done({ ok: false, error: 'invalid_arguments', response_metadata: { messages: ['[ERROR] JSON bodies are not supported for this method'] } });
      }
      for (const p of d.parameters ?? [])
        if (p.required && p.name !== 'token' && args[p.name] === undefined && !(method === 'views.open' && args.interactivity_pointer))
          viol(`missing ${p.name}`);
    }
    if (isJson && !ct.includes('charset')) call.warning = 'missing_charset';
    if (/^chat\.(post|update|schedule)/.test(method)) {
      const e = checkMessage(args);
      const hard = e.filter((x) => !/^text: /.test(x));
      for (const x of e) viol(x);
      if (hard.length && this.o.strict)
        return done({
          ok: false,
          error: hard.some((x) => /^blocks: more than/.test(x)) ? 'msg_blocks_too_long' : 'invalid_blocks',
          errors: hard,
          response_metadata: { messages: hard.map((x) => '[ERROR] ' + x) },
        });
    }
    if (/^views\.(open|push|update|publish)$/.test(method) && args.view) {
      const e = checkView(args.view);
      for (const x of e) viol(x);
      if (e.length && this.o.strict) return done({ ok: false, error: 'invalid_arguments', response_metadata: { messages: e.map((x) => '[ERROR] ' + x) } });
    }
    if (this.o.limits && method === 'chat.postMessage') {
      const l = this.o.limits,
        k = this.c(args.channel),
        now = Date.now(),
        b = this.post.get(k) ?? { n: l.burst ?? 5, t: now };
      b.n = Math.min(l.burst ?? 5, b.n + ((now - b.t) / 1000) * (l.perSecond ?? 1));
      b.t = now;
      this.post.set(k, b);
      if (b.n < 1) return done({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(Math.max(1, Math.ceil((1 - b.n) / (l.perSecond ?? 1)))) });
      b.n -= 1;
    }
    if (/^assistant\.threads\./.test(method)) {
      call.stub = true;
      return done({ ok: true });
    } // recorded, not emulated
    if (method === 'users.conversations') {
      const r = await this.api('conversations.list', { limit: 1000, types: args.types ?? 'public_channel' }, who);
      return done({ ...r, channels: r.channels?.filter((c) => this.botIn.has(c.id)) });
    }
    const isBot = who === 'BOT';
    if (isBot && method === 'chat.postMessage') {
      args.channel = this.c(args.channel);
      if (
        /^C|^G/.test(args.channel ?? '') &&
        Object.values(this.C).includes(args.channel) &&
        !this.botIn.has(args.channel) &&
        !(this.o.scopes.includes('chat:write.public') && !this.priv[args.channel])
      )
        return done({ ok: false, error: 'not_in_channel' });
      args.bot_id = this.o.botId;
      args.app_id = this.o.appId;
    }
    const before = isBot && method === 'chat.update' ? await this.find(args.channel, args.ts) : null;
    // a block without block_id gets one, as on Slack (clicks carry it back)
    if (args.blocks)
      args.blocks.forEach((b) => {
        b.block_id ??= rid(5);
      });
    if (args.view?.blocks)
      args.view.blocks.forEach((b) => {
        b.block_id ??= rid(5);
      });
    if (args.view)
      for (const b of args.view.blocks ?? [])
        for (const e of [b.element, b.accessory, ...(b.elements ?? [])])
          if (e && e.type && e.type !== 'image' && !/text|mrkdwn/.test(e.type.replace('text_input', ''))) e.action_id ??= rid(5);
    if (args.blocks)
      for (const b of args.blocks)
        for (const e of [b.accessory, ...(b.elements ?? [])])
          if (e && (e.type === 'button' || e.type === 'overflow' || /select|picker/.test(e.type))) e.action_id ??= rid(5);
    const rr = await this.raw(method, args, who);
    const r = rr.status === 404 ? { ok: false, error: 'unknown_method', req_method: method } : await rr.json();
    if (r.ok) await this.after(method, args, r, isBot, before);
    if (call.warning && r.ok) r.warning = call.warning;
    if (call.lost) {
      call.response = r;
      return q.socket.destroy();
    } // done at Slack, the answer lost on the way
    return done(r);
  }
  rotated() {
    const access_token = 'xoxe.xoxb-1-' + crypto.randomBytes(18).toString('base64url'),
      refresh_token = 'xoxe-1-' + crypto.randomBytes(18).toString('base64url'),
      expires_in = this.o.tokenTtl ?? 43200;
    this.tokens.set(access_token, 'BOT');
    (this.expiry ??= new Map()).set(access_token, Date.now() + expires_in * 1000);
    (this.refresh ??= new Set()).add(refresh_token);
    return { access_token, refresh_token, expires_in };
  }
  async after(method, a, r, isBot, before) {
    const me = this.o.botUserId;
    if (method === 'chat.postEphemeral')
      this.ephemeral.push({ ts: r.message_ts, channel: a.channel, user: a.user, text: a.text, blocks: a.blocks, thread_ts: a.thread_ts });
    if (method === 'views.open' || method === 'views.push') {
      const t = this.trig.get(a.trigger_id);
      if (t) {
        const st = method === 'views.open' ? [] : (this.stacks.get(t.user) ?? []);
        st.push(r.view);
        this.stacks.set(t.user, st);
      }
    }
    if (method === 'views.update')
      for (const st of this.stacks.values()) {
        const i = st.findIndex((v) => v.id === r.view.id);
        if (i >= 0) st[i] = r.view;
      }
    if (method === 'views.publish') this.homes.set(a.user_id, r.view);
    if (method === 'conversations.create' && isBot) {
      this.C[r.channel.name] = r.channel.id;
      this.owner[r.channel.id] = 'BOT';
      this.botIn.add(r.channel.id);
      (this.priv ??= {})[r.channel.id] = a.is_private;
    }
    if (method === 'conversations.open' && r.channel) this.botIn.add(r.channel.id);
    if (method === 'conversations.join' && isBot) this.botIn.add(r.channel.id);
    if (method === 'conversations.leave' && isBot) this.botIn.delete(a.channel);
    if (!isBot || !this.o.echoBotEvents) return;
    const ty = this.ctype(r.channel?.id ?? r.channel ?? a.channel); // a bot also hears itself, as on Slack
    if (method === 'chat.postMessage')
      this.bg(
        this.event({
          type: 'message',
          user: me,
          ts: r.ts,
          bot_id: this.o.botId,
          app_id: this.o.appId,
          text: r.message.text,
          team: this.teamId,
          bot_profile: {
            id: this.o.botId,
            deleted: false,
            name: this.o.botName,
            updated: 1700000000,
            app_id: this.o.appId,
            user_id: me,
            icons: {},
            team_id: this.teamId,
          },
          ...(a.thread_ts ? { thread_ts: a.thread_ts, parent_user_id: me } : {}),
          ...(a.blocks ? { blocks: a.blocks } : {}),
          ...(a.metadata ? { metadata: a.metadata } : {}),
          channel: r.channel,
          event_ts: r.ts,
          channel_type: ty,
        }),
      );
    if (method === 'chat.update')
      this.bg(
        this.event({
          type: 'message',
          subtype: 'message_changed',
          message: { ...r.message, bot_id: this.o.botId, app_id: this.o.appId },
          previous_message: before ?? undefined,
          channel: r.channel,
          hidden: true,
          ts: r.ts,
          event_ts: this.nowTs(),
          channel_type: ty,
        }),
      );
    if (method === 'chat.delete')
      this.bg(
        this.event({
          type: 'message',
          subtype: 'message_deleted',
          previous_message: { type: 'message', user: me, bot_id: this.o.botId, ts: a.ts },
          channel: r.channel,
          hidden: true,
          deleted_ts: a.ts,
          ts: this.nowTs(),
          event_ts: this.nowTs(),
          channel_type: ty,
        }),
      );
  }
  nowTs() {
    return (Date.now() / 1000).toFixed(6);
  }
  bg(p) {
    this.pend.add(p);
    p.catch((e) => {
      if (!this.closed) this.errors.push(e);
    }).finally(() => this.pend.delete(p));
    return p;
  }
  ctype(ch) {
    return ch?.startsWith('D') ? 'im' : this.priv?.[ch] ? 'group' : 'channel';
  }
  // ---------- delivery to the app
  urlFor(kind) {
    const a = this.o.appUrl;
    return typeof a === 'string' ? a : (a[kind] ?? a.events);
  }
  async deliverHttp(kind, body, ct, hdr = {}) {
    const ts = String(Math.floor(Date.now() / 1000));
    const d = { kind, body, at: Date.now(), url: this.urlFor(kind), ...hdr };
    this.deliveries.push(d);
    const t0 = performance.now();
    try {
      const r = await fetch(d.url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': ct,
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          accept: '*/*',
          'x-slack-signature': sign(this.o.signingSecret, ts, body),
          'x-slack-request-timestamp': ts,
          ...hdr,
        },
        body,
        signal: AbortSignal.timeout(this.o.ackTimeoutMs),
      });
      d.text = await r.text();
      d.status = r.status;
      d.noRetry = r.headers.get('x-slack-no-retry') === '1';
      d.ms = performance.now() - t0;
      d.ct = r.headers.get('content-type') ?? '';
    } catch (e) {
      d.ms = performance.now() - t0;
      d.status = 0;
      d.reason = e.name === 'TimeoutError' ? 'http_timeout' : 'connection_failed';
    }
    d.ok = d.status >= 200 && d.status < 300;
    if (!d.ok && !d.reason) d.reason = d.status >= 300 && d.status < 400 ? 'too_many_redirects' : 'http_error';
    try {
      d.json = d.text ? JSON.parse(d.text) : undefined;
    } catch {}
    return d;
  }
  async deliverSocket(kind, payload, extra = {}) {
    await until(() => this.conns.some((c) => c.ws.readyState === 1), { timeout: 10000 }).catch(() => {});
    const d = { kind, body: JSON.stringify(payload), at: Date.now(), socket: true, ...extra };
    this.deliveries.push(d);
    const live = this.conns.filter((c) => c.ws.readyState === 1);
    if (!live.length) {
      d.status = 0;
      d.reason = 'no_connection';
      return d;
    }
    const c = live[this.rr++ % live.length];
    const id = crypto.randomUUID();
    const env = {
      envelope_id: id,
      type: kind,
      accepts_response_payload: kind !== 'events_api',
      payload,
      ...(kind === 'events_api' ? { retry_attempt: extra.retry_attempt ?? 0, retry_reason: extra.retry_reason ?? '' } : {}),
    };
    d.envelope_id = id;
    const t0 = performance.now();
    const p = new Promise((r) => {
      const t = setTimeout(() => {
        this.pendingAcks.delete(id);
        r(null);
      }, this.o.ackTimeoutMs);
      this.pendingAcks.set(id, (m) => {
        clearTimeout(t);
        r(m);
      });
    });
    c.ws.send(JSON.stringify(env));
    const m = await p;
    d.ms = performance.now() - t0;
    d.ok = !!m;
    d.status = m ? 200 : 0;
    d.json = m?.payload;
    if (!m) d.reason = 'timeout';
    return d;
  }
  subscribed(e) {
    const t = e.type === 'message' ? 'message.' + { channel: 'channels', group: 'groups', im: 'im', mpim: 'mpim' }[e.channel_type] : e.type;
    return this.o.events.includes(t);
  }
  envelope(event) {
    return {
      token: this.o.verificationToken,
      team_id: this.teamId,
      context_team_id: this.teamId,
      context_enterprise_id: null,
      api_app_id: this.o.appId,
      event,
      type: 'event_callback',
      event_id: 'Ev' + rid(9),
      event_time: Math.floor(Date.now() / 1000),
      authorizations: [{ enterprise_id: null, team_id: this.teamId, user_id: this.o.botUserId, is_bot: true, is_enterprise_install: false }],
      is_ext_shared_channel: false,
      event_context: '4-' + crypto.randomBytes(24).toString('base64url'),
    };
  }
  async event(event, { force } = {}) {
    if (!force && !this.subscribed(event)) return null;
    const ch = event.channel ?? event.item?.channel;
    if (!force && ch && /^[CG]/.test(ch) && !this.botIn.has(ch)) return null;
    return this.deliverEvent(this.envelope(event));
  }
  async deliverEvent(env) {
    // first attempt, then 3 retries, as documented (immediately, 1 min, 5 min; here o.retryDelaysMs)
    const body = JSON.stringify(env);
    const one = (n, why) =>
      this.o.mode === 'socket'
        ? this.deliverSocket('events_api', env, n ? { retry_attempt: n, retry_reason: why } : {})
        : this.deliverHttp('events', body, 'application/json', n ? { 'x-slack-retry-num': String(n), 'x-slack-retry-reason': why } : {});
    const d = await one(0);
    if (!d.ok && !d.noRetry)
      this.bg(
        (async () => {
          let last = d;
          for (let n = 1; n <= 3 && !this.closed; n++) {
            await sleep(this.o.retryDelaysMs[n - 1]);
            if (this.closed) return;
            last = await one(n, last.reason);
            if (last.ok || last.noRetry) return;
          }
        })(),
      );
    return d;
  }
  async redeliver(match = () => true, n = 1, why = 'http_timeout') {
    const d = [...this.deliveries].reverse().find((d) => (d.kind === 'events' || d.kind === 'events_api') && match(JSON.parse(d.body)));
    return this.o.mode === 'socket'
      ? this.deliverSocket('events_api', JSON.parse(d.body), { retry_attempt: n, retry_reason: why })
      : this.deliverHttp('events', d.body, 'application/json', { 'x-slack-retry-num': String(n), 'x-slack-retry-reason': why });
  }
  async interactive(p) {
    const d =
      this.o.mode === 'socket'
        ? await this.deliverSocket('interactive', p)
        : await this.deliverHttp('interactivity', new URLSearchParams({ payload: JSON.stringify(p) }).toString(), 'application/x-www-form-urlencoded');
    if (!d.ok)
      this.shown.push({
        user: p.user.id,
        warning: d.reason === 'http_timeout' || d.reason === 'timeout' ? 'operation_timeout' : `http ${d.status}`,
        what: p.type,
      });
    return d;
  }
  async trigger(user, view_id) {
    const r = await this.api('views.generateTriggerId', { user_id: user, ...(view_id ? { view_id } : {}) }, 'BOT');
    if (!r.ok) throw new Error(r.error);
    this.trig.set(r.trigger_id, { user, at: Date.now() });
    return r.trigger_id;
  }
  hook(kind, x) {
    const id = crypto.randomBytes(12).toString('base64url');
    this.hooks.set(id, { ...x, left: 5, at: Date.now() });
    return `${this.url}/${kind}/${this.teamId}/${Math.floor(Math.random() * 1e12)}/${id}`;
  }
  async responseUrl(q, s, id, body) {
    const h = this.hooks.get(id);
    const call = { method: 'response_url', at: Date.now(), id };
    this.calls.push(call);
    if (!h || Date.now() - h.at > 30 * 60e3) return this.json(s, { ok: false, error: 'expired_url' }, 404);
    if (h.left-- <= 0) return this.json(s, { ok: false, error: 'used_url' }, 404);
    let b;
    try {
      b = JSON.parse(body.toString());
    } catch {
      return this.json(s, { ok: false, error: 'invalid_payload' }, 400);
    }
    call.args = b;
    const e = checkMessage(b).filter((x) => !/^text: /.test(x));
    if (e.length) {
      e.forEach((x) => this.violations.push('response_url: ' + x));
      if (this.o.strict) return this.json(s, { ok: false, error: 'invalid_blocks' }, 400);
    }
    const eph = h.ts && this.ephemeral.find((m) => m.ts === h.ts);
    if (b.delete_original) {
      if (eph) eph.deleted = true;
      else if (h.ts) await this.api('chat.delete', { channel: h.channel, ts: h.ts }, 'BOT');
    } else if (b.replace_original && h.ts) {
      if (eph) Object.assign(eph, { text: b.text, blocks: b.blocks });
      else await this.api('chat.update', { channel: h.channel, ts: h.ts, text: b.text, blocks: b.blocks }, 'BOT');
    } else if (b.response_type === 'in_channel')
      await this.api(
        'chat.postMessage',
        { channel: h.channel, text: b.text, blocks: b.blocks, thread_ts: b.thread_ts, bot_id: this.o.botId, app_id: this.o.appId },
        'BOT',
      );
    else
      this.ephemeral.push({ ts: this.nowTs(), channel: h.channel, user: h.user, text: b.text, blocks: b.blocks, thread_ts: b.thread_ts, via: 'response_url' });
    s.writeHead(200, { 'content-type': 'text/html' });
    s.end('ok');
  }
  // ---------- Socket Mode
  upgrade(q, sock, head) {
    const u = new URL(q.url, this.url);
    const t = u.searchParams.get('ticket');
    if (!u.pathname.startsWith('/link') || !this.tickets.delete(t)) {
      sock.write('HTTP/1.1 401 Unauthorized\r\n\r\n');
      return sock.destroy();
    }
    this.wss.handleUpgrade(q, sock, head, (ws) => {
      const c = { ws, at: Date.now() };
      this.conns.push(c);
      ws.on('close', () => {
        this.conns = this.conns.filter((x) => x !== c);
        clearInterval(c.ping);
      });
      ws.on('message', (m) => {
        let j;
        try {
          j = JSON.parse(m);
        } catch {
          return;
        }
        c.last = j;
        const f = this.pendingAcks.get(j.envelope_id);
        if (f) {
          this.pendingAcks.delete(j.envelope_id);
          f(j);
        } else this.violations.push('socket: ack for unknown envelope ' + j.envelope_id);
      });
      c.ping = setInterval(() => ws.readyState === 1 && ws.ping('Ping from ' + process.hrtime()[1]), this.o.pingMs ?? 10000);
      ws.send(
        JSON.stringify({
          type: 'hello',
          num_connections: this.conns.length,
          debug_info: { host: 'applink-1', build_number: 10, approximate_connection_time: 18060 },
          connection_info: { app_id: this.o.appId },
        }),
      );
    });
  }
  socketDisconnect(reason = 'refresh_requested', closeAfterMs = 200) {
    for (const c of [...this.conns]) {
      c.ws.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-1' } }));
      if (reason !== 'warning') setTimeout(() => c.ws.close(), closeAfterMs);
    }
  }
  // ---------- what a person does
  typed(text) {
    return esc(text)
      .replace(/@([a-z0-9_.-]+)/gi, (m, n) => (['here', 'channel', 'everyone'].includes(n) ? `<!${n}>` : this.U[n] ? `<@${this.U[n]}>` : m))
      .replace(/#([a-z0-9_-]+)/gi, (m, n) => (this.C[n] ? `<#${this.C[n]}|${n}>` : m));
  }
  async userSays(channel, user, text, { thread_ts, raw = false, broadcast = false, event = {} } = {}) {
    const uid = this.u(user);
    let ch = this.c(channel);
    if (ch === '@' + this.o.botName || ch === 'dm') ch = await this.dm(user);
    const t = raw ? text : this.typed(text);
    const blocks = [{ type: 'rich_text', block_id: rid(5), elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }] }];
    const client_msg_id = crypto.randomUUID();
    const r = await this.api(
      'chat.postMessage',
      { channel: ch, text: t, thread_ts, client_msg_id, ...(broadcast ? { reply_broadcast: true } : {}) },
      'USER:' + this.un(user),
    );
    if (!r.ok) throw new Error('user cannot post: ' + r.error);
    const parent = thread_ts ? await this.find(ch, thread_ts) : null;
    const base = {
      user: uid,
      ts: r.ts,
      client_msg_id,
      text: t,
      team: this.teamId,
      blocks,
      channel: ch,
      event_ts: r.ts,
      ...(thread_ts ? { thread_ts, parent_user_id: parent?.user } : {}),
      ...event,
    };
    const d = await this.event({ type: 'message', ...base, channel_type: this.ctype(ch) });
    let m = null;
    if (t.includes(`<@${this.o.botUserId}>`) && !ch.startsWith('D')) m = await this.event({ type: 'app_mention', ...base });
    return { ts: r.ts, channel: ch, delivery: d, mention: m };
  }
  async dm(user) {
    const r = await this.api('conversations.open', { users: this.o.botUserId }, 'USER:' + this.un(user));
    if (!r.ok) throw new Error('dm ' + r.error);
    this.owner[r.channel.id] = this.un(user);
    this.botIn.add(r.channel.id);
    return r.channel.id;
  }
  async edit(channel, user, ts, text) {
    const ch = this.c(channel);
    const b = await this.find(ch, ts);
    const r = await this.api('chat.update', { channel: ch, ts, text: this.typed(text) }, 'USER:' + this.un(user));
    if (!r.ok) throw new Error(r.error);
    return this.event({
      type: 'message',
      subtype: 'message_changed',
      message: { ...r.message, edited: { user: this.u(user), ts: this.nowTs() } },
      previous_message: b,
      channel: ch,
      hidden: true,
      ts: this.nowTs(),
      event_ts: this.nowTs(),
      channel_type: this.ctype(ch),
    });
  }
  async remove(channel, user, ts) {
    const ch = this.c(channel);
    const b = await this.find(ch, ts);
    await this.api('chat.delete', { channel: ch, ts }, 'USER:' + this.un(user));
    return this.event({
      type: 'message',
      subtype: 'message_deleted',
      previous_message: b,
      channel: ch,
      hidden: true,
      deleted_ts: ts,
      ts: this.nowTs(),
      event_ts: this.nowTs(),
      channel_type: this.ctype(ch),
    });
  }
  async react(channel, user, ts, name, add = true) {
    const ch = this.c(channel);
    const r = await this.api(add ? 'reactions.add' : 'reactions.remove', { channel: ch, timestamp: ts, name }, 'USER:' + this.un(user));
    if (!r.ok) throw new Error(r.error);
    const m = await this.find(ch, ts);
    return this.event({
      type: add ? 'reaction_added' : 'reaction_removed',
      user: this.u(user),
      reaction: name,
      item: { type: 'message', channel: ch, ts },
      item_user: m?.user,
      event_ts: this.nowTs(),
    });
  }
  uobj(user) {
    const id = this.u(user),
      n = this.un(user);
    return { id, username: n, name: n, team_id: this.teamId };
  }
  ibase(user) {
    return {
      user: this.uobj(user),
      api_app_id: this.o.appId,
      token: this.o.verificationToken,
      team: { id: this.teamId, domain: this.o.teamDomain ?? 'acme' },
      enterprise: null,
      is_enterprise_install: false,
    };
  }
  async where(ts) {
    for (const m of this.ephemeral) if (m.ts === ts && !m.deleted) return { channel: m.channel, m, eph: true };
    for (const ch of new Set([...Object.values(this.C), ...this.botIn])) {
      const m = await this.find(ch, ts);
      if (m) return { channel: ch, m };
    }
    throw new Error('no message ' + ts);
  }
  async click(user, messageTs, key, value) {
    return this.act(user, messageTs, key, value);
  }
  async act(user, messageTs, key, value) {
    // a button, or a select/datepicker/overflow with a value
    const { channel, m, eph } = await this.where(messageTs);
    if (eph && m.user !== this.u(user)) throw new Error('an ephemeral message of another user');
    const f = findEl(m.blocks, key);
    if (!f)
      throw new Error(
        `no element "${key}" on ${messageTs}; it has ${
          elements(m.blocks)
            .map((x) => x.e.action_id + (x.e.text ? `(${x.e.text.text})` : ''))
            .join(', ') || 'none'
        }`,
      );
    const trigger_id = await this.trigger(this.u(user));
    const message = {
      bot_id: this.o.botId,
      type: 'message',
      text: m.text,
      user: m.user,
      ts: m.ts,
      app_id: this.o.appId,
      blocks: m.blocks,
      team: this.teamId,
      ...(m.thread_ts ? { thread_ts: m.thread_ts } : {}),
      ...(m.metadata ? { metadata: m.metadata } : {}),
      ...(m.edited ? { edited: m.edited } : {}),
    };
    return this.interactive({
      type: 'block_actions',
      ...this.ibase(user),
      container: { type: 'message', message_ts: m.ts, channel_id: channel, is_ephemeral: !!eph, ...(m.thread_ts ? { thread_ts: m.thread_ts } : {}) },
      trigger_id,
      channel: { id: channel, name: this.cn(channel) },
      ...(eph ? {} : { message }),
      state: { values: this.msgState(m.blocks, f, value) },
      response_url: this.hook('actions', { channel, user: this.u(user), ts: m.ts }),
      actions: [this.action(f, value)],
    });
  }
  msgState(blocks, f, value) {
    const o = {};
    for (const { b, e } of elements(blocks))
      if (/select$|picker$|checkboxes|radio|_input$/.test(e.type)) (o[b.block_id] ??= {})[e.action_id] = stateValue(e, e === f?.e ? value : undefined);
    return o;
  }
  action({ b, e }, value) {
    const x = { action_id: e.action_id, block_id: b.block_id, type: e.type, action_ts: this.nowTs() };
    if (e.type === 'button') return { ...x, text: e.text, ...(e.value !== undefined ? { value: e.value } : {}), ...(e.style ? { style: e.style } : {}) };
    const { type, ...v } = stateValue(e, value);
    return { ...x, ...v, ...(e.placeholder ? { placeholder: e.placeholder } : {}) };
  }
  // modals
  stack(user) {
    return user ? (this.stacks.get(this.u(user)) ?? []) : ([...this.stacks.values()].filter((s) => s.length).at(-1) ?? []);
  }
  openedModal(user) {
    return this.stack(user).at(-1) ?? null;
  }
  modalUser(user) {
    if (user) return this.u(user);
    const e = [...this.stacks].filter(([, s]) => s.length).at(-1);
    if (!e) throw new Error('no modal is open');
    return e[0];
  }
  async actInModal(key, value, { user } = {}) {
    const uid = this.modalUser(user),
      view = this.openedModal(uid);
    const f = findEl(view.blocks, key);
    if (!f) throw new Error('no element ' + key);
    return this.interactive({
      type: 'block_actions',
      ...this.ibase(uid),
      container: { type: 'view', view_id: view.id },
      trigger_id: await this.trigger(uid, view.id),
      view: { ...view, state: { values: fillState(view, {}, { force: true }) } },
      actions: [this.action(f, value)],
    });
  }
  async submitModal(values = {}, { user, force = false, view: over } = {}) {
    const uid = this.modalUser(user),
      view = over ?? this.openedModal(uid);
    if (!view) throw new Error('no modal is open for ' + user);
    const st = fillState(view, this.norm(values), { force });
    const trigger_id = await this.trigger(uid, over ? undefined : view.id);
    const d = await this.interactive({
      type: 'view_submission',
      ...this.ibase(uid),
      trigger_id,
      view: { ...view, app_installed_team_id: this.teamId, state: { values: st } },
      response_urls: [],
    });
    const r = d.json ?? {};
    const s = this.stacks.get(uid) ?? [];
    if (!d.ok) return { ...d, shown: 'We had some trouble connecting. Try again?' };
    if (r.response_action === 'errors') {
      const known = new Set(view.blocks.filter((b) => b.type === 'input').map((b) => b.block_id));
      for (const k of Object.keys(r.errors ?? {}))
        if (!known.has(k)) this.violations.push(`view_submission errors: block_id "${k}" is not an input block of the view`);
      return { ...d, errors: r.errors };
    }
    if (r.response_action && !['clear', 'update', 'push'].includes(r.response_action))
      this.violations.push('view_submission: response_action ' + r.response_action);
    if (d.text && d.text.trim() && !d.json)
      this.violations.push('view_submission: answered with a non-JSON body (Slack wants an empty 200 or a response_action)');
    if (r.view) {
      const e = checkView(r.view);
      e.forEach((x) => this.violations.push('response_action ' + x));
      r.view.blocks?.forEach((b) => {
        b.block_id ??= rid(5);
      });
    }
    if (r.response_action === 'clear') this.stacks.set(uid, []);
    else if (r.response_action === 'update') {
      const x = await this.api('views.update', { view_id: view.id, view: r.view }, 'BOT');
      const i = s.findIndex((v) => v.id === view.id);
      if (i >= 0) s[i] = x.view ?? r.view;
    } else if (r.response_action === 'push') {
      const x = await this.api('views.push', { trigger_id: await this.trigger(uid, view.id), view: r.view }, 'BOT');
      s.push(x.view ?? r.view);
    } else if (view.clear_on_close) this.stacks.set(uid, []);
    else {
      const i = s.findIndex((v) => v.id === view.id);
      if (i >= 0) s.splice(i, 1);
    }
    return { ...d, action: r.response_action ?? 'close' };
  }
  norm(values) {
    return Object.fromEntries(
      Object.entries(values).map(([k, v]) => [
        k,
        typeof v === 'string' && /^@/.test(v) && this.U[v.slice(1)]
          ? this.U[v.slice(1)]
          : typeof v === 'string' && /^#/.test(v) && this.C[v.slice(1)]
            ? this.C[v.slice(1)]
            : v,
      ]),
    );
  }
  async closeModal({ user, all = false } = {}) {
    const uid = this.modalUser(user),
      s = this.stacks.get(uid);
    const v = s.pop();
    if (all) this.stacks.set(uid, []);
    if (v.notify_on_close)
      return this.interactive({ type: 'view_closed', ...this.ibase(uid), view: { ...v, app_installed_team_id: this.teamId }, is_cleared: !!all });
  }
  // slash commands, shortcuts, App Home
  async slash(user, command, text = '', { channel = Object.keys(this.C)[0] } = {}) {
    const uid = this.u(user),
      ch = this.c(channel);
    const f = {
      token: this.o.verificationToken,
      team_id: this.teamId,
      team_domain: this.o.teamDomain ?? 'acme',
      channel_id: ch,
      channel_name: this.cn(ch),
      user_id: uid,
      user_name: this.un(user),
      command,
      text,
      api_app_id: this.o.appId,
      is_enterprise_install: 'false',
      response_url: this.hook('commands', { channel: ch, user: uid }),
      trigger_id: await this.trigger(uid),
    };
    const d =
      this.o.mode === 'socket'
        ? await this.deliverSocket('slash_commands', f)
        : await this.deliverHttp('commands', new URLSearchParams(f).toString(), 'application/x-www-form-urlencoded');
    let m = d.json ?? (d.ok && d.text ? { text: d.text } : null);
    if (!d.ok) {
      this.shown.push({
        user: uid,
        warning: `${command} failed with the error "${d.reason === 'http_timeout' || d.reason === 'timeout' ? 'operation_timeout' : 'dispatch_failed'}"`,
      });
      return { ...d, reply: null };
    }
    if (m && (m.text || m.blocks)) {
      const e = checkMessage(m).filter((x) => !/^text: /.test(x));
      e.forEach((x) => this.violations.push('slash reply: ' + x));
      if (m.response_type === 'in_channel')
        await this.api('chat.postMessage', { channel: ch, text: m.text, blocks: m.blocks, bot_id: this.o.botId, app_id: this.o.appId }, 'BOT');
      else this.ephemeral.push({ ts: this.nowTs(), channel: ch, user: uid, text: m.text, blocks: m.blocks, via: 'slash' });
    } else m = null;
    return { ...d, reply: m };
  }
  async messageShortcut(user, channel, ts, callback_id) {
    const ch = this.c(channel),
      m = await this.find(ch, ts);
    return this.interactive({
      type: 'message_action',
      callback_id,
      ...this.ibase(user),
      trigger_id: await this.trigger(this.u(user)),
      message_ts: ts,
      response_url: this.hook('actions', { channel: ch, user: this.u(user), ts: undefined }),
      channel: { id: ch, name: this.cn(ch) },
      message: m,
      action_ts: this.nowTs(),
    });
  }
  async shortcut(user, callback_id) {
    return this.interactive({ type: 'shortcut', callback_id, ...this.ibase(user), trigger_id: await this.trigger(this.u(user)), action_ts: this.nowTs() });
  }
  async openHome(user) {
    const uid = this.u(user),
      channel = await this.dm(user),
      v = this.homes.get(uid);
    await this.event({ type: 'app_home_opened', user: uid, channel, tab: 'home', event_ts: this.nowTs(), ...(v ? { view: v } : {}) }, { force: true });
    return v;
  }
  home(user) {
    return this.homes.get(this.u(user)) ?? null;
  }
  async clickHome(user, key, value) {
    const uid = this.u(user),
      view = this.home(user),
      f = findEl(view?.blocks, key);
    if (!f) throw new Error('no element ' + key + ' on the home tab');
    return this.interactive({
      type: 'block_actions',
      ...this.ibase(uid),
      container: { type: 'view', view_id: view.id },
      trigger_id: await this.trigger(uid),
      view: { ...view, state: { values: {} } },
      actions: [this.action(f, value)],
    });
  }
  // ---------- what a person sees
  reader(ch) {
    return this.owner[ch] === 'BOT' ? 'BOT' : 'USER:' + (this.owner[ch] ?? 'admin');
  }
  async find(channel, ts) {
    const ch = this.c(channel);
    const r = await this.api('conversations.replies', { channel: ch, ts, limit: 1000 }, this.reader(ch));
    const m = r.messages?.find((x) => x.ts === ts);
    if (m) return m;
    const h = await this.api('conversations.history', { channel: ch, limit: 1000 }, this.reader(ch));
    const x = h.messages?.find((x) => x.ts === ts);
    if (x) return x;
    for (const p of h.messages ?? [])
      if (p.reply_count) {
        const t = await this.api('conversations.replies', { channel: ch, ts: p.ts, limit: 1000 }, this.reader(ch));
        const y = t.messages?.find((z) => z.ts === ts);
        if (y) return y;
      }
    return null;
  }
  view(m) {
    return {
      ts: m.ts,
      user: Object.keys(this.U).find((k) => this.U[k] === m.user) ?? m.user,
      bot: !!m.bot_id,
      text: m.text,
      blocks: m.blocks,
      plain: plain(m.blocks) || m.text,
      buttons: elements(m.blocks).map(({ e }) => ({ action_id: e.action_id, text: e.text?.text ?? e.placeholder?.text, type: e.type, value: e.value })),
      thread_ts: m.thread_ts,
      reply_count: m.reply_count,
      edited: !!m.edited,
      reactions: m.reactions,
      metadata: m.metadata,
    };
  }
  async messages(channel) {
    const ch = this.c(channel);
    const out = [];
    let cursor;
    do {
      const r = await this.api('conversations.history', { channel: ch, limit: 200, cursor }, this.reader(ch));
      if (!r.ok) throw new Error(r.error);
      out.push(...r.messages);
      cursor = r.response_metadata?.next_cursor;
    } while (cursor);
    return out
      .filter((m) => !m.thread_ts || m.thread_ts === m.ts || m.reply_broadcast)
      .reverse()
      .map((m) => this.view(m));
  }
  async thread(channel, ts) {
    const ch = this.c(channel);
    const r = await this.api('conversations.replies', { channel: ch, ts, limit: 1000 }, this.reader(ch));
    if (!r.ok) throw new Error(r.error);
    return r.messages.sort((a, b) => (a.ts < b.ts ? -1 : 1)).map((m) => this.view(m));
  }
  ephemerals(user, channel) {
    return this.ephemeral
      .filter((m) => !m.deleted && m.user === this.u(user) && (!channel || m.channel === this.c(channel)))
      .map((m) => ({ ...this.view(m), via: m.via }));
  }
  // ---------- faults and probes
  rateLimit({ method, times = 1, retryAfter = 1 } = {}) {
    this.faults.push({ method, left: times, retryAfter });
  }
  fail({ method, times = 1, error, status, delayMs, drop, afterwards, when } = {}) {
    this.faults.push({ method, left: times, error, status, delayMs, drop: drop && !afterwards, afterwards, when });
  }
  callsOf(m) {
    return this.calls.filter((c) => c.method === m);
  }
  async urlVerification() {
    return this.deliverHttp(
      'events',
      JSON.stringify({ token: this.o.verificationToken, challenge: crypto.randomBytes(24).toString('base64url'), type: 'url_verification' }),
      'application/json',
    );
  }
  async waitMessage(channel, pred = () => true, opt) {
    return until(async () => (await this.messages(channel)).filter((m) => m.bot).find(pred), { what: 'a bot message in ' + channel, ...opt });
  }
  async waitThread(channel, ts, pred = () => true, opt) {
    return until(async () => (await this.thread(channel, ts)).find(pred), { what: 'a reply in the thread', ...opt });
  }
  async waitModal(user, pred = () => true, opt) {
    return until(
      () => {
        const v = this.openedModal(user);
        return v && pred(v) ? v : null;
      },
      { what: 'a modal', ...opt },
    );
  }
  async waitHome(user, pred = () => true, opt) {
    return until(
      () => {
        const v = this.home(user);
        return v && pred(v) ? v : null;
      },
      { what: 'a home tab', ...opt },
    );
  }
}
