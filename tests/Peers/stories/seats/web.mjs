// A person in the built-in web chat. The members of a seat are described in slack.mjs.
import crypto from 'node:crypto';
import { addressOf } from '../organisation.mjs';

export const webPlace = 'web:specialists';

// What a person reads of a card.
function wordsOf(card) {
  const words = [];
  const read = x => {
    if (Array.isArray(x)) x.forEach(read);
    else if (x && typeof x === 'object')
      for (const [k, v] of Object.entries(x)) if (!['data', 'action', 'style', 'kind', 'url', 'person', 'id', 'fallback', 'buttons'].includes(k)) read(v);
    if (typeof x === 'string') words.push(x);
  };
  read(card.parts);
  return words.join('\n');
}
const buttonsOf = card => [...card.buttons, ...card.parts.flatMap(p => p.buttons ?? [])].flatMap(b => [b, ...(b.menu ?? [])]);

export class WebSeat {
  channel = 'web';
  #form = null;
  constructor(host, name, place) {
    Object.assign(this, { host, name, as: addressOf(name), room: place?.replace(/^web:/, '') });
  }
  async #call(method, path, body) {
    const r = await fetch(`${this.host.url}/webchat/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify({ as: this.as, ...body }),
      signal: AbortSignal.timeout(15000),
    });
    const text = await r.text();
    const json = text ? JSON.parse(text) : {};
    if (!r.ok && r.status !== 422) throw new Error(`the web chat answered ${r.status}: ${text.slice(0, 200)}`);
    return json;
  }
  async arrive() {
    const { people, rooms } = await this.#call('GET', 'people');
    const me = people.find(p => p.email === this.as);
    if (!me) throw new Error(`${this.as} is not among the web chat's people`);
    this.direct = me.conversations.find(c => !rooms.some(r => r.id === c));
  }
  async #messages(conversation) {
    const { messages } = await this.#call('GET', `messages?as=${encodeURIComponent(this.as)}&conversation=${encodeURIComponent(conversation)}&after=0`);
    return messages
      .filter(m => m.author === 'bot' && !m.deleted)
      .map(m => {
        const buttons = buttonsOf(m.card).map(b => b.title);
        return { ...m, words: [wordsOf(m.card), ...buttons.map(b => `[${b}]`)].join('\n'), buttons };
      });
  }
  async chat() {
    return (await this.#messages(this.direct)).filter(m => !m.only_you);
  }
  async posts() {
    return (await this.#messages(this.room)).filter(m => !m.thread && !m.only_you);
  }
  async thread(post) {
    return (await this.#messages(this.room)).filter(m => m.thread === post.id && !m.only_you);
  }
  async told() {
    const rooms = this.room ? await this.#messages(this.room).catch(() => []) : [];
    return [...rooms, ...(await this.#messages(this.direct))].filter(m => m.only_you).map(m => m.words);
  }
  #say(body) {
    const client_id = crypto.randomUUID(); // the same for a second try
    return async () => ({ ...body, ...(await this.#call('POST', 'messages', { ...body, client_id })) });
  }
  saying(text) {
    return this.#say({ conversation: this.direct, text });
  }
  replies(message, text) {
    return this.#say({ conversation: this.direct, text, reply_to: message.id });
  }
  saysInThread(post, text) {
    return this.#say({ conversation: this.room, thread: post.id, text });
  }
  async #upload({ name, bytes, type }) {
    const query = `as=${encodeURIComponent(this.as)}&name=${encodeURIComponent(name)}&type=${encodeURIComponent(type)}`;
    const r = await fetch(`${this.host.url}/webchat/files?${query}`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: bytes });
    if (!r.ok) throw new Error(`the web chat answered ${r.status}: ${await r.text()}`);
    return (await r.json()).id;
  }
  #attaching(body, file) {
    let said = null,
      upload = null;
    return async () => {
      upload ??= await this.#upload(file);
      return (said ??= this.#say({ ...body, files: [upload] }))();
    };
  }
  attaching(text, file) {
    return this.#attaching({ conversation: this.direct, text }, file);
  }
  attachesInThread(post, text, file) {
    return this.#attaching({ conversation: this.room, thread: post.id, text }, file);
  }
  async files(post) {
    const found = [];
    for (const m of post ? [post, ...(await this.thread(post))] : await this.chat())
      for (const { name, url } of (m.card.parts ?? []).filter(p => p.kind === 'files').flatMap(p => p.links)) {
        const r = await fetch(`${new URL(url, this.host.url)}?as=${encodeURIComponent(this.as)}`);
        found.push({ name, bytes: Buffer.from(await r.arrayBuffer()) });
      }
    return found;
  }
  edits(said, text) {
    return this.#call('PUT', `messages/${said.id}`, { text });
  }
  async press(message, title, picks = []) {
    const button = buttonsOf(message.card).find(b => b.title === title);
    if (!button) throw new Error(`no button ${title} on: ${message.words}`);
    if (button.opens_form) {
      const r = await this.#call('POST', 'forms/open', { message: message.id, action: button.action, data: button.data });
      this.#form = r.form ? { ...r.form, message: message.id } : null;
      if (r.refused) throw new Error(`refused: ${r.refused}`);
      return;
    }
    const values = {};
    for (const choice of picks) {
      const fits = o => o.title === choice || o.value === choice || o.title.startsWith(`${choice} `);
      const select = message.card.parts.find(p => p.kind === 'select' && p.options.some(fits));
      if (!select) throw new Error(`no menu offers ${choice} on: ${message.words}`);
      values[select.id] = select.options.find(fits).value;
    }
    await this.#call('POST', 'press', { message: message.id, action: button.action, data: button.data, values, client_id: crypto.randomUUID() });
  }
  /** Closes the open form unsent. */
  closes() {
    this.#form = null;
  }
  form() {
    const f = this.#form;
    return (
      f && {
        title: f.title,
        fields: f.fields.map(x => ({
          label: x.label,
          required: x.required,
          value: x.value ?? '',
          choices: (x.options ?? []).map(o => o.title),
          search: x.kind === 'search',
        })),
      }
    );
  }
  async submit(values) {
    const { id, message, data, fields } = this.#form;
    const given = {};
    for (const field of fields) {
      const value = values[field.label] ?? field.value;
      if (value === undefined || value === null || value === '') continue;
      if (field.kind === 'search') {
        const { options } = await this.#call('GET', `search?as=${encodeURIComponent(this.as)}&form=${id}&field=${field.id}&q=${encodeURIComponent(value)}`);
        if (!options.length && value !== field.value) throw new Error(`typing "${value}" into "${field.label}" offers nothing`);
        given[field.id] = (options.find(o => o.title.includes(value)) ?? options[0])?.value ?? value;
      } else given[field.id] = field.options?.find(o => o.title === value)?.value ?? value;
    }
    const r = await this.#call('POST', 'forms/submit', { form: id, message, data, values: given, client_id: crypto.randomUUID() });
    if (r.errors) return r.errors;
    this.#form = null;
    return null;
  }
  async catchUp() {}
}
