// The Web API as the bot meets it: faults first, then what Slack would refuse, then the emulator's answer, then what it changes for people.
import crypto from 'node:crypto';
import fs from 'node:fs';
import { checkMessage, checkView } from './blockkit/check.mjs';
import { rid, sleep } from './common.mjs';

// Which methods take JSON bodies and which arguments they need; derived from slackapi/slack-api-specs 1.7.0 (MIT, specs/LICENSE.slack-api-specs).
const METHODS = JSON.parse(fs.readFileSync(new URL('./specs/web-api-methods.json', import.meta.url), 'utf8'));
// What Slack's reference of each method says of an archived channel.
const INARCHIVED = { 'chat.postMessage': 'is_archived', 'chat.postEphemeral': 'is_archived', 'chat.update': 'is_inactive', 'conversations.join': 'is_archived' };
const JSON_ARGUMENTS = ['blocks', 'attachments', 'view', 'metadata', 'files'];

export const WithWebApi = Base =>
  class extends Base {
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
      for (const k of JSON_ARGUMENTS)
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
      const viol = m => {
        this.violations.push(`${method}: ${m}`);
      };
      // injected faults first
      const fi = this.faults.findIndex(f => f.left > 0 && (!f.method || f.method === method) && (!f.when || f.when(args)));
      if (fi >= 0) {
        const f = this.faults[fi];
        f.left--;
        if (f.delayMs) await sleep(f.delayMs);
        if (f.drop) {
          call.dropped = true;
          return q.socket.destroy();
        }
        if (f.afterwards) call.lost = true;
        else if (f.retryAfter !== undefined) return (call.asked = f.retryAfter), done({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(f.retryAfter) });
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
      if (this.dead.has(token)) return done({ ok: false, error: this.dead.get(token) });
      const who = token && this.tokens.get(token);
      if (!who) return done({ ok: false, error: token ? 'invalid_auth' : 'not_authed' });
      const known = METHODS[method];
      if (known && isJson && !known.json) {
        viol('sent a JSON body; this method takes only form or query arguments (slackapi/slack-api-specs, consumes)');
        if (this.o.strict)
          return done({ ok: false, error: 'invalid_arguments', response_metadata: { messages: ['[ERROR] JSON bodies are not supported for this method'] } });
      }
      for (const name of known?.required ?? [])
        if (args[name] === undefined && !(method === 'views.open' && args.interactivity_pointer)) viol(`missing ${name}`);
      if (isJson && !ct.includes('charset')) call.warning = 'missing_charset';
      if (/^chat\.(post|update|schedule)/.test(method)) {
        const e = checkMessage(args);
        const hard = e.filter(x => !/^text: /.test(x));
        for (const x of e) viol(x);
        if (hard.length && this.o.strict)
          return done({
            ok: false,
            error: hard.some(x => /^blocks: more than/.test(x)) ? 'msg_blocks_too_long' : 'invalid_blocks',
            errors: hard,
            response_metadata: { messages: hard.map(x => '[ERROR] ' + x) },
          });
      }
      if (/^views\.(open|push|update|publish)$/.test(method) && args.view) {
        const e = checkView(args.view);
        for (const x of e) viol(x);
        if (e.length && this.o.strict) return done({ ok: false, error: 'invalid_arguments', response_metadata: { messages: e.map(x => '[ERROR] ' + x) } });
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
        return done({ ...r, channels: r.channels?.filter(c => this.botIn.has(c.id)) });
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
      if (isBot && this.archived.has(this.c(args.channel)) && INARCHIVED[method]) return done({ ok: false, error: INARCHIVED[method] });
      const before = isBot && method === 'chat.update' ? await this.find(args.channel, args.ts) : null;
      // a block without block_id gets one, as on Slack (clicks carry it back)
      if (args.blocks)
        args.blocks.forEach(b => {
          b.block_id ??= rid(5);
        });
      if (args.view?.blocks)
        args.view.blocks.forEach(b => {
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
      if (r.ok && method === 'conversations.list' && String(args.exclude_archived) === 'true') r.channels = r.channels.filter(c => !this.archived.has(c.id));
      if (r.ok && method === 'conversations.info' && this.archived.has(r.channel.id)) r.channel.is_archived = true;
      if (r.ok) await this.after(method, args, r, isBot, before);
      if (call.warning && r.ok) r.warning = call.warning;
      if (call.lost) {
        call.response = r;
        return q.socket.destroy();
      } // done at Slack, the answer lost on the way
      return done(r);
    }
    async after(method, a, r, isBot, before) {
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
          const i = st.findIndex(v => v.id === r.view.id);
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
      if (isBot && this.o.echoBotEvents) this.echo(method, a, r, before);
    }
  };
