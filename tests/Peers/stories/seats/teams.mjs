// A person at Teams. The members of a seat are described in slack.mjs.
import crypto from 'node:crypto';

const escaped = text => text.replace(/[&<>]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);

export class TeamsSeat {
  channel = 'teams';
  #told = [];
  constructor(side, name, place) {
    Object.assign(this, { side, name, place: place?.replace(/^teams:/, '') });
  }
  // The entries of a menu are pressed like buttons; here they stand in the dialog that its button opens.
  #read(m) {
    const entries = m.actions.flatMap(a => a.data?._menu ?? []).map(entry => entry._title);
    return { ...m, words: [m.plain, ...entries.map(e => `[${e}]`)].join('\n'), buttons: [...m.actions.map(a => a.title).filter(Boolean), ...entries] };
  }
  arrive() {
    return this.side.install(this.name);
  }
  async chat() {
    return this.side.sees(`a:${this.name}`, this.name).map(m => this.#read(m));
  }
  // A channel's thread begins in the channel itself or in a conversation named after its first message.
  async posts() {
    const roots = [];
    for (const { id } of this.side.conversations.values()) {
      const [base, root] = id.split(';messageid=');
      if (base !== this.place) continue;
      roots.push(...this.side.sees(id, this.name).filter(m => !root || m.id === root));
    }
    return roots.map(m => this.#read(m));
  }
  async thread(post) {
    return this.side
      .sees(`${this.place};messageid=${post.id}`, this.name)
      .filter(m => m.id !== post.id)
      .map(m => this.#read(m));
  }
  #once(send, build) {
    let activity = null;
    return async () => {
      if (activity) return (this.#sent(await this.side.send(activity)), activity);
      activity = build(); // kept before it is sent: a second try is the same activity
      return (this.#sent(await send(activity)), activity);
    };
  }
  #sent(r) {
    if (r.status >= 300) throw new Error(`the bot answered ${r.status}`);
  }
  saying(text) {
    return this.#once(
      a => this.side.keepAndSend(a),
      () => this.side.activity(this.name, { text, textFormat: 'plain' }),
    );
  }
  replies(message, text) {
    return this.#once(
      a => this.side.keepAndSend(a),
      () => {
        const [name, said] = [this.side.bot.name, message.words.split('\n')[0]];
        const quote = `<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="${message.id}"><strong>${escaped(name)}</strong><p>${escaped(said)}</p></blockquote>`;
        const twin = { contentType: 'text/html', content: `${quote}<p>${escaped(text)}</p>` };
        return this.side.activity(this.name, { text: `${name} ${said}\n\n${text}`, textFormat: 'plain', attachments: [twin] });
      },
    );
  }
  saysInThread(post, text) {
    return this.#once(
      a => this.side.keepAndSend(a),
      () => this.side.mention(this.name, this.place, text, post.id),
    );
  }
  // Pictures lie at the connector, which gives them to the bot alone.
  #picture({ name, bytes, type }) {
    const id = `0-${crypto.randomUUID()}`;
    this.side.attachments.set(id, bytes);
    return { attachments: [{ contentType: type, name, contentUrl: `${this.side.serviceUrl}v3/attachments/${id}/views/original` }] };
  }
  attaching(text, file) {
    return this.#once(
      a => this.side.keepAndSend(a),
      () => this.side.activity(this.name, { text, textFormat: 'plain', ...this.#picture(file) }),
    );
  }
  attachesInThread(post, text, file) {
    return this.#once(
      a => this.side.keepAndSend(a),
      () => ({ ...this.side.mention(this.name, this.place, text, post.id), ...this.#picture(file) }),
    );
  }
  async files(post) {
    const there = post ? await this.thread(post) : await this.chat();
    return there
      .flatMap(m => m.attachments ?? [])
      .filter(a => a.contentUrl?.startsWith('data:'))
      .map(a => ({ name: a.name, bytes: Buffer.from(a.contentUrl.split('base64,')[1], 'base64') }));
  }
  edits(said, text) {
    return this.side.edits(this.name, said, text);
  }
  async press(message, title, picks = []) {
    const values = {};
    for (const choice of picks) {
      const fits = c => c.title === choice || c.value === choice || c.title.startsWith(`${choice} `);
      const input = message.inputs.find(i => i.choices?.some(fits));
      if (!input) throw new Error(`no menu offers ${choice} on: ${message.words}`);
      values[input.id] = input.choices.find(fits).value;
    }
    const pressing = name => this.side.presses(this.name, name, { message, where: message.where, values });
    const menu = !message.actions.some(a => a.title === title) && message.actions.find(a => a.data?._menu?.some(entry => entry._title === title));
    if (menu) await pressing(menu.title);
    const r = await (menu ? this.side.submits(this.name, {}, title) : pressing(title));
    if (r.told) this.#told.push(r.told);
    return r;
  }
  /** As Teams does for whoever looks at a card. */
  looksAt(message) {
    return this.side.looksAt(this.name, message);
  }
  form() {
    const dialog = this.side.dialogs[this.name];
    if (!dialog?.card) return null;
    const fields = this.side.fieldsOf(dialog.card).map(i => ({
      label: i.label ?? i.title ?? i.id,
      required: Boolean(i.isRequired),
      value: i.value ?? '',
      choices: (i.choices ?? []).map(c => c.title),
      search: Boolean(i['choices.data']),
      dataset: i['choices.data']?.dataset,
    }));
    return { title: dialog.title, fields };
  }
  async submit(values) {
    const given = { ...values },
      form = this.form();
    for (const field of form.fields)
      if (field.search && given[field.label]) {
        const found = await this.side.searches(this.name, field.dataset, given[field.label]);
        if (!found.length) throw new Error(`typing "${given[field.label]}" into "${field.label}" offers nothing`);
        given[field.label] = found[0].value;
      } else if (field.choices.length && given[field.label]) given[field.label] = field.choices.find(c => c.includes(given[field.label])) ?? given[field.label];
    const r = await this.side.submits(this.name, given);
    if (r.told) this.#told.push(r.told);
    return this.form() && this.form().title === form.title ? { form: 'was shown again' } : null;
  }
  async told() {
    return [...this.#told];
  }
  async catchUp() {}
}
