// A person at Slack. Every seat (slack, teams, web) has the same members, so that a story never asks which one it is:
//   chat()              what the bot has posted in the person's 1:1 chat, oldest first: [{ id, words, buttons, … }]
//   posts()             what it has posted in the queue's place (first messages of threads)
//   thread(post)        what it has posted in that thread
//   saying(text)        a function that says it in the 1:1 chat; called again, it is the same message delivered again
//   saysInThread(post, text), replies(message, text), edits(said, text)
//   attaching(text, file), attachesInThread(post, text, file)   the same with a file { name, bytes, type }
//   files(post)         files that the bot has handed over, in the 1:1 chat or in that thread: [{ name, bytes }]
//   press(message, title, picks)   presses a button or menu entry; picks: what was chosen before in selects of the message
//   form()              the form that is open for this person, or null: { title, fields: [{ label, required, value, choices, search }] }
//   submit(values)      sends it; resolves to field errors or null
//   told()              words that only this person saw
//   catchUp()           what the platform delivers again after the bot was down
const elementsOf = message => (message.blocks ?? []).flatMap(b => [...(b.elements ?? []), b.accessory].filter(Boolean));

export class SlackSeat {
  channel = 'slack';
  constructor(side, name, place) {
    Object.assign(this, { side, name, place: place?.replace(/^slack:#/, '') });
  }
  #read(m) {
    const options = elementsOf(m).flatMap(e => e.options ?? []); // a menu's entries are pressed like buttons
    const buttons = [...m.buttons.filter(b => b.type === 'button').map(b => b.text), ...options.map(o => o.text.text)];
    return { ...m, id: m.ts, words: [m.plain, ...buttons.map(b => `[${b}]`)].join('\n'), buttons };
  }
  async arrive() {
    this.dm = await this.side.dm(this.name);
  }
  async chat() {
    return (await this.side.everything(this.dm)).filter(m => m.bot).map(m => this.#read({ ...m, channel: this.dm }));
  }
  async posts() {
    return (await this.side.messages(this.place)).filter(m => m.bot).map(m => this.#read({ ...m, channel: this.place }));
  }
  async thread(post) {
    return (await this.side.thread(this.place, post.id)).filter(m => m.bot && m.ts !== post.id).map(m => this.#read({ ...m, channel: this.place }));
  }
  #speaking(channel, text, options) {
    let said = null;
    return async () => (said ??= { text, channel, ...(await this.side.userSays(channel, this.name, text, options)) });
  }
  saying(text) {
    return this.#speaking('dm', text);
  }
  replies(message, text) {
    return this.#speaking(message.channel, text, { thread_ts: message.thread_ts ?? message.id });
  }
  saysInThread(post, text) {
    return this.#speaking(this.place, text, { thread_ts: post.id });
  }
  // A file is uploaded first; then the message that shares it is told.
  #attaching(channel, text, { name, bytes, type }, options = {}) {
    let shared = null;
    return async () => {
      const where = channel === 'dm' ? this.dm : channel;
      shared ??= await this.side.uploadsFile(where, this.name, name, bytes, options.thread_ts);
      const files = [{ id: shared, name, mode: 'hosted', mimetype: type, permalink: `https://acme.slack.com/files/${shared}` }];
      return this.side.userSays(where, this.name, text, { ...options, event: { subtype: 'file_share', files } });
    };
  }
  attaching(text, file) {
    return this.#attaching('dm', text, file);
  }
  attachesInThread(post, text, file) {
    return this.#attaching(this.place, text, file, { thread_ts: post.id });
  }
  files(post) {
    return this.side.filesFromBot(post ? this.side.c(this.place) : this.dm, post?.id);
  }
  edits(said, text) {
    return this.side.edit(said.channel, this.name, said.ts, text);
  }
  async press(message, title, picks = []) {
    const seen = { seen: message.blocks, there: message.channel };
    for (const choice of picks) {
      const fits = o => o.text.text === choice || o.value === choice || o.text.text.startsWith(`${choice} `);
      const menu = elementsOf(message).find(e => e.options?.some(fits));
      if (!menu) throw new Error(`no menu offers ${choice} on: ${message.words}`);
      this.#acknowledged(await this.side.act(this.name, message.id, menu.action_id, menu.options.find(fits).value, seen));
    }
    const plainButton = elementsOf(message).some(e => e.type === 'button' && e.text.text === title);
    const menu = !plainButton && elementsOf(message).find(e => e.options?.some(o => o.text.text === title));
    return this.#acknowledged(await this.side.act(this.name, message.id, menu ? menu.action_id : title, menu ? title : undefined, seen));
  }
  #acknowledged(delivery) {
    if (!delivery.ok) throw new Error(`Slack got no acknowledgement: ${delivery.reason} ${delivery.status ?? ''}`);
    return delivery;
  }
  form() {
    const view = this.side.openedModal(this.name);
    if (!view?.blocks?.some(b => b.type === 'input')) return null;
    const fields = view.blocks
      .filter(b => b.type === 'input')
      .map(({ label, element: e, optional }) => ({
        label: label.text,
        required: !optional,
        value: e.initial_value ?? e.initial_option?.text?.text ?? '',
        choices: (e.options ?? []).map(o => o.text.text),
        search: e.type === 'external_select',
      }));
    return { title: view.title.text, submit: view.submit?.text, fields };
  }
  async submit(values) {
    const given = { ...values };
    for (const field of this.form().fields)
      if (field.search && given[field.label]) {
        const typed = given[field.label],
          options = await this.side.suggest(this.name, field.label, typed);
        given[field.label] = options.find(o => o.text.text.includes(typed)) ?? options[0];
        if (!given[field.label]) throw new Error(`typing "${typed}" into "${field.label}" offers nothing`);
      }
    const r = this.#acknowledged(await this.side.submitModal(given, { user: this.name }));
    return r.errors ?? null;
  }
  async told() {
    return this.side.ephemerals(this.name).map(m => m.plain);
  }
  async catchUp() {
    for (let tries = 0; tries < 5 && (await this.side.redeliverFailed()); tries++);
  }
}
