// What a person sees, and the faults and probes of a test.
import crypto from 'node:crypto';
import { elements, plain, until } from './common.mjs';

export const WithSight = Base =>
  class extends Base {
    reader(ch) {
      return this.owner[ch] === 'BOT' ? 'BOT' : 'USER:' + (this.owner[ch] ?? 'admin');
    }
    async find(channel, ts) {
      const ch = this.c(channel);
      const r = await this.api('conversations.replies', { channel: ch, ts, limit: 1000 }, this.reader(ch));
      const m = r.messages?.find(x => x.ts === ts);
      if (m) return m;
      const h = await this.api('conversations.history', { channel: ch, limit: 1000 }, this.reader(ch));
      const x = h.messages?.find(x => x.ts === ts);
      if (x) return x;
      for (const p of h.messages ?? [])
        if (p.reply_count) {
          const t = await this.api('conversations.replies', { channel: ch, ts: p.ts, limit: 1000 }, this.reader(ch));
          const y = t.messages?.find(z => z.ts === ts);
          if (y) return y;
        }
      return null;
    }
    view(m) {
      return {
        ts: m.ts,
        user: Object.keys(this.U).find(k => this.U[k] === m.user) ?? m.user,
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
        .filter(m => !m.thread_ts || m.thread_ts === m.ts || m.reply_broadcast)
        .reverse()
        .map(m => this.view(m));
    }
    async thread(channel, ts) {
      const ch = this.c(channel);
      const r = await this.api('conversations.replies', { channel: ch, ts, limit: 1000 }, this.reader(ch));
      if (!r.ok) throw new Error(r.error);
      return r.messages.sort((a, b) => (a.ts < b.ts ? -1 : 1)).map(m => this.view(m));
    }
    /** Every message of a channel, replies after their root. */
    async everything(channel) {
      const out = [];
      for (const m of await this.messages(channel)) out.push(...(m.reply_count ? await this.thread(channel, m.ts) : [m]));
      return out;
    }
    ephemerals(user, channel) {
      return this.ephemeral
        .filter(m => !m.deleted && m.user === this.u(user) && (!channel || m.channel === this.c(channel)))
        .map(m => ({ ...this.view(m), via: m.via }));
    }
    // ---------- faults and probes
    rateLimit({ method, times = 1, retryAfter = 1 } = {}) {
      this.faults.push({ method, left: times, retryAfter });
    }
    fail({ method, times = 1, error, status, delayMs, drop, afterwards, when } = {}) {
      this.faults.push({ method, left: times, error, status, delayMs, drop: drop && !afterwards, afterwards, when });
    }
    callsOf(m) {
      return this.calls.filter(c => c.method === m);
    }
    async urlVerification() {
      return this.deliverHttp(
        'events',
        JSON.stringify({ token: this.o.verificationToken, challenge: crypto.randomBytes(24).toString('base64url'), type: 'url_verification' }),
        'application/json',
      );
    }
    async waitMessage(channel, pred = () => true, opt) {
      return until(async () => (await this.messages(channel)).filter(m => m.bot).find(pred), { what: 'a bot message in ' + channel, ...opt });
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
  };
