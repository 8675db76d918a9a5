// What a person does in messages: writes, edits, deletes, reacts, presses buttons, picks from menus.
import { elements, esc, findEl, rid, stateValue } from './common.mjs';

export const WithPeople = Base =>
  class extends Base {
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
        // The emulator keeps no message without text; people send files alone.
        { channel: ch, text: t || event.files?.[0]?.name, thread_ts, client_msg_id, ...(broadcast ? { reply_broadcast: true } : {}) },
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
    /** Uploads a file into a conversation as a person does, by Slack's three steps; resolves to its id. */
    async uploadsFile(channel, user, name, bytes, thread_ts) {
      const person = `USER:${this.un(user)}`;
      const { upload_url, file_id } = await this.api('files.getUploadURLExternal', { filename: name, length: bytes.length }, person);
      await fetch(upload_url, { method: 'POST', body: bytes });
      const share = { files: JSON.stringify([{ id: file_id, title: name }]), channel_id: this.c(channel), thread_ts };
      const done = await this.api('files.completeUploadExternal', share, person);
      if (!done.ok) throw new Error(`upload: ${done.error}`);
      return file_id;
    }
    /** Files that the bot has shared in a conversation, with their bytes. */
    async filesFromBot(channel, thread_ts) {
      const shares = this.callsOf('files.completeUploadExternal').filter(
        ({ args, response, token }) =>
          response?.ok && this.tokens.get(token) === 'BOT' && args.channel_id === channel && (args.thread_ts ?? undefined) === (thread_ts ?? undefined),
      );
      return Promise.all(
        shares
          .flatMap(({ response }) => response.files)
          .map(async ({ id, title, name }) => {
            const { file } = await this.api('files.info', { file: id }, 'BOT');
            const answer = await fetch(file.url_private_download ?? file.url_private, { headers: { authorization: `Bearer ${this.o.botToken}` } });
            return { name: title ?? name, bytes: Buffer.from(await answer.arrayBuffer()) };
          }),
      );
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
    async where(ts, there) {
      const near = there && (await this.find(there, ts)); // whoever knows the channel need not look through all
      if (near) return { channel: this.c(there), m: near };
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
    /** A button, or a select/datepicker/overflow with a value; seen: the blocks as the person still sees them, when the message has changed since; there: its channel. */
    async act(user, messageTs, key, value, { seen, there } = {}) {
      const { channel, m: now, eph } = await this.where(messageTs, there);
      const m = seen ? { ...now, blocks: seen } : now;
      if (eph && m.user !== this.u(user)) throw new Error('an ephemeral message of another user');
      const f = findEl(m.blocks, key);
      if (!f)
        throw new Error(
          `no element "${key}" on ${messageTs}; it has ${
            elements(m.blocks)
              .map(x => x.e.action_id + (x.e.text ? `(${x.e.text.text})` : ''))
              .join(', ') || 'none'
          }`,
        );
      const picked = ((this.picked ??= {})[`${this.u(user)} ${messageTs}`] ??= {});
      if (value !== undefined) picked[`${f.b.block_id}/${f.e.action_id}`] = value;
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
        state: { values: this.msgState(m.blocks, f, value, picked) },
        response_url: this.hook('actions', { channel, user: this.u(user), ts: m.ts }),
        actions: [this.action(f, value)],
      });
    }
    // What the inputs of a message hold for this person: what they picked earlier stays until the message changes its block.
    msgState(blocks, f, value, picked = {}) {
      const o = {};
      for (const { b, e } of elements(blocks))
        if (/select$|picker$|checkboxes|radio|_input$/.test(e.type))
          (o[b.block_id] ??= {})[e.action_id] = stateValue(e, e === f?.e ? value : picked[`${b.block_id}/${e.action_id}`]);
      return o;
    }
    action({ b, e }, value) {
      const x = { action_id: e.action_id, block_id: b.block_id, type: e.type, action_ts: this.nowTs() };
      if (e.type === 'button') return { ...x, text: e.text, ...(e.value !== undefined ? { value: e.value } : {}), ...(e.style ? { style: e.style } : {}) };
      const { type, ...v } = stateValue(e, value);
      return { ...x, ...v, ...(e.placeholder ? { placeholder: e.placeholder } : {}) };
    }
  };
