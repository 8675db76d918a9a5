// What Slack sends to the app: signed requests with retries, or envelopes over Socket Mode; and response_url, which comes back.
import crypto from 'node:crypto';
import { checkMessage } from './blockkit/check.mjs';
import { rid, sign, sleep, until } from './common.mjs';

export const WithDelivery = Base =>
  class extends Base {
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
      await until(() => this.conns.some(c => c.ws.readyState === 1), { timeout: 10000 }).catch(() => {});
      const d = { kind, body: JSON.stringify(payload), at: Date.now(), socket: true, ...extra };
      this.deliveries.push(d);
      const live = this.conns.filter(c => c.ws.readyState === 1);
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
      const p = new Promise(r => {
        const t = setTimeout(() => {
          this.pendingAcks.delete(id);
          r(null);
        }, this.o.ackTimeoutMs);
        this.envelopes.add(id); // an ack that comes late is late, not unknown: Slack delivers again and goes on
        this.pendingAcks.set(id, m => {
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
      const d = [...this.deliveries].reverse().find(d => (d.kind === 'events' || d.kind === 'events_api') && match(JSON.parse(d.body)));
      return this.o.mode === 'socket'
        ? this.deliverSocket('events_api', JSON.parse(d.body), { retry_attempt: n, retry_reason: why })
        : this.deliverHttp('events', d.body, 'application/json', { 'x-slack-retry-num': String(n), 'x-slack-retry-reason': why });
    }
    /** Sends again every event that no attempt got through with (the app was down): what Slack's later retries do. */
    async redeliverFailed() {
      const kinds = ['events', 'events_api'],
        of = d => JSON.parse(d.body).event_id;
      const events = this.deliveries.filter(d => kinds.includes(d.kind));
      const arrived = new Set(events.filter(d => d.ok).map(of));
      const lost = new Map(events.filter(d => !arrived.has(of(d))).map(d => [of(d), d]));
      for (const d of lost.values()) await this.redeliver(x => x.event_id === of(d), 2, 'connection_failed');
      return lost.size;
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
      const e = checkMessage(b).filter(x => !/^text: /.test(x));
      if (e.length) {
        e.forEach(x => this.violations.push('response_url: ' + x));
        if (this.o.strict) return this.json(s, { ok: false, error: 'invalid_blocks' }, 400);
      }
      const eph = h.ts && this.ephemeral.find(m => m.ts === h.ts);
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
        this.ephemeral.push({
          ts: this.nowTs(),
          channel: h.channel,
          user: h.user,
          text: b.text,
          blocks: b.blocks,
          thread_ts: b.thread_ts,
          via: 'response_url',
        });
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
      this.wss.handleUpgrade(q, sock, head, ws => {
        const c = { ws, at: Date.now() };
        this.conns.push(c);
        ws.on('close', () => {
          this.conns = this.conns.filter(x => x !== c);
          clearInterval(c.ping);
        });
        ws.on('message', m => {
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
          } else if (!this.envelopes.has(j.envelope_id)) this.violations.push('socket: ack for unknown envelope ' + j.envelope_id);
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
    // A bot hears itself, as on Slack.
    echo(method, a, r, before) {
      const me = this.o.botUserId;
      const ty = this.ctype(r.channel?.id ?? r.channel ?? a.channel);
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
  };
