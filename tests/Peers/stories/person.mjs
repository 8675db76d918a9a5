// What people do and see in a story, in the story's words. The seat knows the platform.
import { until } from '../slack/common.mjs';

const asPattern = x => (x instanceof RegExp ? x : new RegExp(x.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i'));
/** Case numbers that a message tells, the example in the help text left out. */
export const numbersIn = words => words.match(/(?<!status )ESC-\d+/g) ?? [];
const show = messages => messages.map(m => `  · ${m.words.replaceAll('\n', ' / ').slice(0, 300)}`).join('\n') || '  (nothing)';

export class Person {
  constructor(story, seat, name) {
    Object.assign(this, { story, seat, name, called: name[0].toUpperCase() + name.slice(1) });
  }
  #wait(what, probe, seen, ms = this.story.patience) {
    return until(probe, { timeout: ms, every: 60, what }).catch(async e => {
      throw new Error(`${this.called} (${this.seat.channel}): ${e.message}; there is:\n${show(await seen())}`);
    });
  }

  // ---- In the 1:1 chat
  /** Says something; in stories with kills the host dies around it and comes back. */
  says(text) {
    return this.story.act(`${this.called} says "${text.slice(0, 40)}"`, this.seat.saying(text));
  }
  asks(text) {
    return this.says(text);
  }
  /** Waits for a message of the bot with these words; resolves to it. */
  sees(pattern, ms) {
    const p = asPattern(pattern);
    return this.#wait(
      `${p}`,
      async () => (await this.seat.chat()).reverse().find(m => p.test(m.words)),
      () => this.seat.chat(),
      ms,
    );
  }
  async doesNotSee(pattern) {
    const found = (await this.seat.chat()).find(m => asPattern(pattern).test(m.words));
    if (found) throw new Error(`${this.called} must not see ${pattern}: ${found.words}`);
  }
  /** Waits until no message offers this button any more. A copy that a lost answer left behind becomes true when it is looked at. */
  noLongerMay(title, about) {
    const p = about && asPattern(about);
    const looked = new Set();
    const offers = async () => (await this.seat.chat()).filter(m => m.buttons.includes(title) && (!p || p.test(m.words)));
    return this.#wait(
      `"${title}" to go away`,
      async () => {
        const [old] = (await offers()).filter(m => !looked.has(m.id));
        if (old && this.seat.looksAt) {
          looked.add(old.id);
          await this.seat.looksAt(old);
        }
        return (await offers()).length === 0;
      },
      () => this.seat.chat(),
    );
  }
  /** Presses a button of the newest message that has it (and these words, and is none of the messages `known`). */
  async presses(title, { on, picks, known = [] } = {}) {
    const p = on && asPattern(on);
    const fits = m => m.buttons.includes(title) && (!p || p.test(m.words)) && !known.includes(m.id);
    const find = async () => (await this.seat.chat()).reverse().find(fits);
    const message = await this.#wait(`the button "${title}"`, find, () => this.seat.chat());
    return this.story.act(`${this.called} presses "${title}"`, async () => this.seat.press((await find()) ?? message, title, picks));
  }
  async repliesTo(pattern, text) {
    const message = await this.sees(pattern);
    return this.story.act(`${this.called} replies "${text.slice(0, 40)}"`, this.seat.replies(message, text));
  }
  attaches(text, file) {
    return this.story.act(`${this.called} sends ${file.name}`, this.seat.attaching(text, file));
  }
  async attachesInThread(number, text, file) {
    const post = await this.findsCase(number);
    return this.story.act(`${this.called} sends ${file.name} into the thread`, this.seat.attachesInThread(post, text, file));
  }
  /** Waits for a file of the bot, in the 1:1 chat or in a case's thread, and opens it: every byte is there. */
  async opensFile({ name, bytes }, number) {
    const post = number && (await this.findsCase(number));
    await this.#wait(
      `the file ${name}`,
      async () => (await this.seat.files(post)).some(f => f.name === name && f.bytes.equals(bytes)),
      () => (post ? this.seat.thread(post) : this.seat.chat()),
    );
  }
  edits(said, text) {
    return this.story.act(`${this.called} edits`, () => this.seat.edits(said, text));
  }
  /**
   * Fills in the open form and sends it: values by label, or only words for the first field. What is required and not named gets its first choice or "not known".
   * Opening is repeated after a kill, as a person would: `open` presses the button again.
   */
  async fillsForm(values, { open } = {}) {
    const form = await this.#wait(
      'a form',
      async () => this.seat.form(),
      () => this.seat.chat(),
    );
    const given = typeof values === 'string' ? { [form.fields[0].label]: values } : { ...values };
    for (const f of form.fields) if (f.required && !f.value && given[f.label] === undefined) given[f.label] = f.choices[0] ?? 'not known';
    const unknown = Object.keys(given).filter(k => !form.fields.some(f => f.label === k));
    if (unknown.length) throw new Error(`the form "${form.title}" has no ${unknown.join(', ')}; it has: ${form.fields.map(f => f.label).join(', ')}`);
    return this.story.act(`${this.called} sends "${form.title}"`, async () => {
      if (!this.seat.form()) {
        if (!open) return;
        await open();
      }
      const errors = await this.seat.submit(given);
      if (errors) throw new Error(`the form "${form.title}" was refused: ${JSON.stringify(errors)}`);
    });
  }
  /** Whether the last press opens a form within a moment. */
  opensForm(ms = 2500) {
    return until(() => this.seat.form(), { timeout: ms, every: 60 }).then(
      () => true,
      () => false,
    );
  }
  /** Waits until the bot tells the number of a new case. */
  async learnsCaseNumber(after = []) {
    const numbers = async () => [...new Set((await this.seat.chat()).flatMap(m => numbersIn(m.words)))].filter(n => !after.includes(n));
    return this.#wait(
      'a case number',
      async () => (await numbers())[0],
      () => this.seat.chat(),
    );
  }
  /** Words that only this person saw. */
  isTold(pattern) {
    const p = asPattern(pattern);
    const all = async () => [...(await this.seat.told()), ...(await this.seat.chat()).map(m => m.words)];
    return this.#wait(
      `${p}, told privately`,
      async () => (await all()).find(t => p.test(t)),
      async () => (await all()).map(words => ({ words })),
    );
  }

  // ---- In the queue's place
  /** The case's card, once it shows these words. */
  findsCase(number, pattern = /./, ms = undefined) {
    const p = asPattern(pattern);
    const find = async () => (await this.seat.posts()).find(m => m.words.includes(number) && p.test(m.words));
    return this.#wait(`the card of ${number} with ${p}`, find, () => this.seat.posts(), ms);
  }
  async pressesOnCase(number, title, picks, pattern = /./) {
    const has = async () => (await this.seat.posts()).find(m => m.words.includes(number) && pattern.test(m.words) && m.buttons.includes(title));
    await this.#wait(`"${title}" on ${number}`, has, () => this.seat.posts());
    return this.story.act(`${this.called} presses "${title}" on ${number}`, async () => {
      const card = await has();
      return card && this.seat.press(card, title, picks); // gone meanwhile: the press before the kill has worked
    });
  }
  /** Presses a button of the card that opens a form, and sends the form. */
  async fillsFormOfCase(number, title, values) {
    const open = async () => this.seat.press(await this.findsCase(number), title);
    await this.pressesOnCase(number, title);
    return this.fillsForm(values, { open });
  }
  /** Presses a button of a card in the queue's place beside the case's own: a department's. */
  async opensRequest(number, department, title) {
    const card = (await this.seat.posts()).find(m => m.words.includes(number) && m.words.includes(department) && m.buttons.includes(title));
    return card && this.seat.press(card, title);
  }
  async #offeredInThread(number, title) {
    return (await this.seat.thread(await this.findsCase(number))).find(m => m.buttons.includes(title));
  }
  async pressesInThread(number, title) {
    await this.#wait(
      `"${title}" in the thread of ${number}`,
      () => this.#offeredInThread(number, title),
      async () => this.seat.thread(await this.findsCase(number)),
    );
    return this.story.act(`${this.called} presses "${title}" in the thread of ${number}`, () => this.opensInThread(number, title));
  }
  async opensInThread(number, title) {
    const message = await this.#offeredInThread(number, title);
    return message && this.seat.press(message, title);
  }
  async writesInThread(number, text) {
    const post = await this.findsCase(number);
    return this.story.act(`${this.called} writes "${text.slice(0, 40)}"`, this.seat.saysInThread(post, text));
  }
  async seesInThread(number, pattern) {
    const post = await this.findsCase(number),
      p = asPattern(pattern);
    const thread = () => this.seat.thread(post);
    return this.#wait(`${p} in the thread of ${number}`, async () => (await thread()).find(m => p.test(m.words)), thread);
  }
}
