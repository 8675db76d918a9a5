// The Teams side of the bot's world: people who type, mention, press and fill in, and the connector that keeps what the bot sends.
// Node only, no packages. Everything on 127.0.0.1. See README.md.
import { BOT, Connector, TENANT } from './connector.mjs';
import { CARD, actionsOf, cardsOf, fill, inputsOf, plain } from './cards-plain.mjs';

export async function until(probe, ms = 20000, what = 'condition') {
  const end = Date.now() + ms;
  let last;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
    } catch (e) {
      last = e;
    }
    if (Date.now() > end) throw new Error(`timed out waiting for ${what} ${last?.message ?? ''}`);
    await new Promise(r => setTimeout(r, 40));
  }
}

/** start({ botUrl, people: ['ana'], channels: ['support'], token: activity => 'jwt' | null, port }). A person gets the id 29:NAME and the address NAME@example.com. */
export async function start(options = {}) {
  const side = new TeamsSide(options);
  await side.listen(options.port);
  return side;
}

function accepted(r) {
  if (r.status >= 300) throw new Error(`the bot answered ${r.status}: ${JSON.stringify(r.body)?.slice(0, 200)}`);
  return r;
}

class TeamsSide extends Connector {
  /** Per person: the open dialog { where, replyToId, title, card }. */
  dialogs = {};
  bot = BOT;
  tenant = TENANT;

  constructor({ botUrl, people = ['ana'], channels = ['support'], token = () => null }) {
    super({ people, channels });
    this.botUrl = botUrl;
    this.token = token;
  }
  /** Sends one activity as the platform would; resolves to { status, body }. */
  async send(activity) {
    const jwt = await this.token(activity);
    const headers = { 'content-type': 'application/json', ...(jwt ? { authorization: `Bearer ${jwt}` } : {}) };
    const r = await fetch(this.botUrl, { method: 'POST', headers, body: JSON.stringify(activity), signal: AbortSignal.timeout(15000) });
    const text = await r.text();
    try {
      return { status: r.status, body: text ? JSON.parse(text) : null };
    } catch {
      return { status: r.status, body: text };
    }
  }
  async #sent(activity) {
    const r = accepted(await this.send(activity));
    if (activity.type === 'invoke' && r.body?.statusCode >= 400) this.errors.push(`invoke ${activity.name}: ${JSON.stringify(r.body).slice(0, 300)}`);
    return r;
  }
  /** An activity with everything that Teams puts around it. */
  activity(who, extra = {}, where = `a:${who}`) {
    const now = new Date().toISOString(),
      person = this.person(who),
      channel = where.startsWith('19:') && where.split(';')[0];
    return {
      type: 'message',
      id: this.nextId(),
      timestamp: now,
      localTimestamp: now,
      localTimezone: 'UTC',
      serviceUrl: this.serviceUrl,
      channelId: 'msteams',
      from: { id: person.id, name: person.name, aadObjectId: person.aadObjectId },
      recipient: BOT,
      locale: 'en-US',
      conversation: { ...(channel ? { isGroup: true } : {}), conversationType: channel ? 'channel' : 'personal', tenantId: TENANT, id: where },
      entities: [{ type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Web', timezone: 'UTC' }],
      channelData: {
        tenant: { id: TENANT },
        ...(channel
          ? { teamsChannelId: channel, teamsTeamId: this.channelId(this.channels[0]), channel: { id: channel }, team: { id: this.channelId(this.channels[0]) } }
          : {}),
      },
      ...extra,
    };
  }

  // ---- Coming and going
  async install(who) {
    this.left.delete(`a:${who}`);
    await this.#sent(this.activity(who, { type: 'installationUpdate', action: 'add' }));
    const { id, aadObjectId } = this.person(who);
    return this.#sent(this.activity(who, { type: 'conversationUpdate', membersAdded: [{ id, aadObjectId }, { id: BOT.id }] }));
  }
  /** The bot's app is removed from somebody's chat, or from a channel's team; until it is installed again it may write nothing there. */
  uninstall(who, where = `a:${who}`, code = 'BotNotInConversationRoster') {
    this.left.set(where, code);
    return this.#sent(this.activity(who, { type: 'installationUpdate', action: 'remove' }, where));
  }
  installTeam(who, channel = this.channels[0]) {
    this.left.delete(this.channelId(channel));
    return this.#sent(this.activity(who, { type: 'installationUpdate', action: 'add' }, this.channelId(channel)));
  }

  // ---- Words
  /** Keeps a person's message in its conversation and sends it; resolves to { status, body }. */
  keepAndSend(activity) {
    this.conversation(activity.conversation.id).messages.push({ ...activity, at: Date.now() });
    return this.send(activity);
  }
  async says(who, text, extra = {}) {
    const activity = this.activity(who, { text, textFormat: 'plain', ...extra });
    accepted(await this.keepAndSend(activity));
    return activity;
  }
  /** The activity of a channel message that mentions the bot; root = id of the thread's first message (without it a new thread). */
  mention(who, channel, text, root) {
    const id = this.nextId(),
      where = `${this.channelId(channel)};messageid=${root ?? id}`,
      words = `<at>${BOT.name}</at>`;
    const activity = { ...this.activity(who, { text: `${words} ${text}`, textFormat: 'plain' }, where), id };
    activity.entities.unshift({ type: 'mention', mentioned: BOT, text: words });
    return activity;
  }
  /** Says it; resolves to { conversation, activity }. */
  async mentions(who, channel, text, root) {
    const activity = this.mention(who, channel, text, root);
    accepted(await this.keepAndSend(activity));
    return { conversation: activity.conversation.id, activity };
  }
  edits(who, activity, text) {
    return this.#sent({ ...activity, type: 'messageUpdate', text, channelData: { ...activity.channelData, eventType: 'editMessage' } });
  }
  deletes(who, activity) {
    const gone = this.activity(who, { type: 'messageDelete' }, activity.conversation.id);
    return this.#sent({ ...gone, id: activity.id, channelData: { ...activity.channelData, eventType: 'softDeleteMessage' } });
  }
  /** Somebody who may deletes a message of the bot, which is told nothing of it. */
  vanishes(messageId) {
    for (const c of this.conversations.values()) for (const m of c.messages) if (m.id === messageId) m.deleted = true;
  }
  reacts(who, messageId, kind = 'like', where = `a:${who}`) {
    return this.#sent(this.activity(who, { type: 'messageReaction', replyToId: messageId, reactionsAdded: [{ type: kind }] }, where));
  }

  // ---- What stands there
  /** What the bot has posted in a conversation, oldest first: { id, plain, actions, inputs, card, updated }; `as`: the card this person got as a press's answer, if newer. */
  sees(where, as) {
    const found = this.conversations.get(where.includes(':') ? where : `a:${where}`)?.messages ?? [];
    return found
      .filter(m => m.fromBot && !m.deleted)
      .map(m => (m.shownTo[as] ? { ...m, attachments: m.shownTo[as] } : m))
      .map(m => ({ ...m, where, plain: plain(m), actions: actionsOf(cardsOf(m)), inputs: inputsOf(cardsOf(m)), card: cardsOf(m)[0] }));
  }
  waits(where, test, ms) {
    return until(() => this.sees(where).reverse().find(test), ms, `a message for ${where}`);
  }

  // ---- Buttons and dialogs
  /**
   * Presses a button by its title, on the newest message that has it or on `message`, with input values by label or id.
   * Action.Submit sends a message, or opens a dialog when it asks for task/fetch; Action.Execute is an invoke. Resolves to { status, body, told }:
   * told = what the press's answer says to this person alone.
   */
  async presses(who, title, { values = {}, where = `a:${who}`, message } = {}) {
    const has = m => m.actions.some(a => a.title === title || a.id === title);
    const m = message ?? this.sees(where, who).reverse().find(has);
    if (!m || !has(m))
      throw new Error(
        `no button ${title}; there are: ${this.sees(where, who)
          .flatMap(x => x.actions.map(a => a.title))
          .join(', ')}`,
      );
    const action = m.actions.find(x => x.title === title || x.id === title);
    if (action.type === 'Action.OpenUrl') return { url: action.url };
    const data = { ...fill(cardsOf(m), values), ...(typeof action.data === 'object' ? action.data : {}) };
    if (action.type === 'Action.Execute') {
      const value = { action: { type: 'Action.Execute', id: action.id, verb: action.verb, data }, trigger: 'manual' };
      return this.#shown(who, m, await this.#sent(this.activity(who, { type: 'invoke', name: 'adaptiveCard/action', replyToId: m.id, value }, where)));
    }
    if (data.msteams?.type === 'task/fetch') {
      const value = { data, context: { theme: 'default' } };
      return this.#dialog(who, where, m.id, await this.#sent(this.activity(who, { type: 'invoke', name: 'task/fetch', replyToId: m.id, value }, where)));
    }
    return this.#sent(this.activity(who, { replyToId: m.id, value: data, channelData: { tenant: { id: TENANT }, source: { name: 'message' } } }, where));
  }
  /** Teams asks a card with `refresh` for its present state when somebody whom it names looks at it; others see it as it was sent. */
  async looksAt(who, m) {
    const { action, userIds } = m.card?.refresh ?? {};
    if (!action || (userIds && !userIds.includes(this.person(who).id))) return;
    const value = { action: { type: 'Action.Execute', id: action.id, verb: action.verb, data: action.data }, trigger: 'automatic' };
    this.#shown(who, m, await this.#sent(this.activity(who, { type: 'invoke', name: 'adaptiveCard/action', replyToId: m.id, value }, m.where)));
  }
  #shown(who, m, r) {
    if (r.body?.type === CARD) {
      const kept = [...this.conversations.values()].flatMap(c => c.messages).find(x => x.id === m.id && x.fromBot);
      if (kept) kept.shownTo[who] = [{ contentType: CARD, content: r.body.value }];
      return { ...r, told: plain({ attachments: [{ contentType: CARD, content: r.body.value }] }), card: r.body.value };
    }
    return { ...r, told: typeof r.body?.value === 'string' ? r.body.value : (r.body?.value?.message ?? '') };
  }
  #dialog(who, where, replyToId, r) {
    const task = r.body?.task;
    delete this.dialogs[who];
    if (task?.type === 'continue') this.dialogs[who] = { where, replyToId, title: task.value?.title, card: task.value?.card?.content };
    return { ...r, told: task?.type === 'message' ? task.value : '' };
  }
  /** Fills the person's open dialog and sends it with its only, or the named, button. Resolves like presses; the dialog may be followed by another. */
  async submits(who, values, title) {
    const d = this.dialogs[who];
    if (!d?.card) throw new Error(`${who} has no open dialog`);
    const buttons = actionsOf([d.card]).filter(a => /^Action\.(Submit|Execute)$/.test(a.type));
    const button = title ? buttons.find(a => a.title === title) : buttons[0];
    if (!button) throw new Error(`no button ${title} in the dialog; there are: ${buttons.map(a => a.title).join(', ')}`);
    const inputs = button.associatedInputs === 'none' ? {} : fill([d.card], values);
    const value = { data: { ...inputs, ...button.data }, context: { theme: 'default' } };
    return this.#dialog(
      who,
      d.where,
      d.replyToId,
      await this.#sent(this.activity(who, { type: 'invoke', name: 'task/submit', replyToId: d.replyToId, value }, d.where)),
    );
  }
  /** Type-ahead of an Input.ChoiceSet with choices.data; resolves to [{ title, value }]. */
  async searches(who, dataset, typed, where = `a:${who}`) {
    const value = { queryText: typed, queryOptions: { skip: 0, top: 15 }, dataset, kind: 'search' };
    const r = await this.#sent(this.activity(who, { type: 'invoke', name: 'application/search', value }, where));
    return r.body?.value?.results ?? [];
  }
  /** Message action (composeExtension): opens its dialog on a message of a chat. */
  async messageAction(who, commandId, messagePayload, where = `a:${who}`) {
    const value = { commandId, commandContext: 'message', messagePayload, context: { theme: 'default' } };
    const r = await this.#sent(this.activity(who, { type: 'invoke', name: 'composeExtension/fetchTask', value }, where));
    return this.#dialog(who, where, messagePayload.id, r);
  }
  /** Inputs of a card, as a person meets them. */
  fieldsOf(card) {
    return inputsOf([card]);
  }
  fail(fault) {
    this.faults.push({ times: 1, ...fault });
  }
}
