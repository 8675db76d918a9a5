// What a person does in modals, with slash commands, shortcuts and on App Home.
import { checkMessage, checkView } from './blockkit/check.mjs';
import { fillState, findEl, rid } from './common.mjs';

export const WithModals = Base =>
  class extends Base {
    stack(user) {
      return user ? (this.stacks.get(this.u(user)) ?? []) : ([...this.stacks.values()].filter(s => s.length).at(-1) ?? []);
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
    /** Types into a type-ahead menu of the open modal; resolves to the options the app offers. */
    async suggest(user, key, typed) {
      const uid = this.modalUser(user),
        view = this.openedModal(uid);
      const block = view.blocks.find(b => b.element?.type === 'external_select' && [b.block_id, b.element.action_id, b.label?.text].includes(key));
      if (!block) throw new Error('no type-ahead ' + key);
      const d = await this.interactive({
        type: 'block_suggestion',
        ...this.ibase(uid),
        container: { type: 'view', view_id: view.id },
        view,
        action_id: block.element.action_id,
        block_id: block.block_id,
        value: typed,
      });
      for (const o of d.json?.options ?? [])
        if (o.text?.type !== 'plain_text' || o.text.text.length > 75 || o.value?.length > 75) this.violations.push(`options: ${JSON.stringify(o)}`);
      return d.json?.options ?? [];
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
        const known = new Set(view.blocks.filter(b => b.type === 'input').map(b => b.block_id));
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
        e.forEach(x => this.violations.push('response_action ' + x));
        r.view.blocks?.forEach(b => {
          b.block_id ??= rid(5);
        });
      }
      if (r.response_action === 'clear') this.stacks.set(uid, []);
      else if (r.response_action === 'update') {
        const x = await this.api('views.update', { view_id: view.id, view: r.view }, 'BOT');
        const i = s.findIndex(v => v.id === view.id);
        if (i >= 0) s[i] = x.view ?? r.view;
      } else if (r.response_action === 'push') {
        const x = await this.api('views.push', { trigger_id: await this.trigger(uid, view.id), view: r.view }, 'BOT');
        s.push(x.view ?? r.view);
      } else if (view.clear_on_close) this.stacks.set(uid, []);
      else {
        const i = s.findIndex(v => v.id === view.id);
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
        const e = checkMessage(m).filter(x => !/^text: /.test(x));
        e.forEach(x => this.violations.push('slash reply: ' + x));
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
  };
