// A person at Teams. The members of a seat are described in slack.mjs.
export class TeamsSeat {
  channel = 'teams';
  #told = [];
  constructor(side, name, place) {
    Object.assign(this, { side, name, place: place?.replace(/^teams:/, '') });
  }
  #read(m) {
    return { ...m, words: m.plain, buttons: m.actions.map(a => a.title).filter(Boolean) };
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
      () => this.side.activity(this.name, { text, textFormat: 'plain', replyToId: message.id }),
    );
  }
  saysInThread(post, text) {
    return this.#once(
      a => this.side.keepAndSend(a),
      () => this.side.mention(this.name, this.place, text, post.id),
    );
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
    const r = await this.side.presses(this.name, title, { message, where: message.where, values });
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
