// What simulated people do. They know nothing of faults: they look, press, try again when the platform says that it did not work, and wait for their answer.
import { numbersIn } from '../Peers/stories/person.mjs';
import { sleep } from '../Peers/stories/host.mjs';

/** How long a person waits for what they expect, in ms, unless the plan says otherwise. */
const patience = 60000;
/** Whether a message in the queue's place is the card of this case, and not a department's. */
const cardOf = (message, number) => message.words.trim().match(/^(?:.*\n)?\W*(ESC-\d+) · P\d/)?.[1] === number; // a press's answer says a line before it

/** Somebody who waited in vain. Whether that is a fault is for the judge to say. */
export class InVain extends Error {}

export class Crowd {
  constructor(world, ledger) {
    Object.assign(this, { world, ledger, over: false, gaveUp: false, forms: new Map(), patience: world.plan?.patience ?? patience });
  }
  seat(name) {
    return this.world.seats[name];
  }
  async waits(what, probe, ms = this.patience) {
    const end = Date.now() + ms;
    for (;;) {
      const found = await Promise.resolve()
        .then(probe)
        .catch(() => null); // the web chat cannot be read while the bot is away
      if (found) return found;
      if (Date.now() > end || this.gaveUp) throw new InVain(what);
      await sleep(180);
    }
  }
  /** Says something that holds a mark, until the platform has its acknowledgement or gives up. */
  async says(message, saying) {
    const { channel } = this.seat(message.who);
    const one = this.ledger.says({ ...message, channel });
    for (const end = Date.now() + this.patience; Date.now() < end && !one.ackedAt && !this.gaveUp; ) {
      let ok = true;
      await saying().catch(() => (ok = false));
      if (channel === 'web' && ok) {
        this.ledger.delivered(message.mark, true);
        break;
      }
      // Slack delivers again by itself; in Teams and on the web the person tries again.
      if (channel === 'slack') {
        const end = Date.now() + 11000;
        while (!one.ackedAt && Date.now() < end) await sleep(60);
        break;
      }
      if (!one.ackedAt) await sleep(600);
    }
    return one;
  }
  /** Teams asks a card how it stands for whoever looks at it. */
  async #looked(who, find) {
    const seat = this.seat(who);
    const message = await find();
    if (!message || !seat.looksAt) return message;
    await seat.looksAt(message);
    return find();
  }
  /** Presses what `find` finds until it is acknowledged, or is gone, or `done` is true. Resolves to the action, or null. */
  async presses(action, find, title, done = async () => false) {
    for (const end = Date.now() + this.patience; Date.now() < end && !this.gaveUp; await sleep(500)) {
      if (await done().catch(() => false)) return null;
      const message = await this.#looked(action.who, find).catch(() => 'away');
      if (!message) return null;
      if (message === 'away') continue;
      const one = this.ledger.acts(action);
      try {
        const r = await this.seat(action.who).press(message, title);
        one.ackedAt = Date.now();
        one.told = r?.told ?? '';
        if (/^Something went wrong on my side/.test(one.told)) continue; // as it says: again in a moment
        return one;
      } catch (e) {
        one.error = e.message;
      }
    }
    throw new InVain(`${action.who} could not press "${title}"`);
  }
  /** Opens a form by a press and sends it; again from the start when that did not work. done: the form has done its work. */
  async fills(action, find, title, values, done) {
    const what = `"${title}" of ${action.number ?? action.mark}`;
    for (const end = Date.now() + this.patience; Date.now() < end && !this.gaveUp; ) {
      // A person has one form open at a time.
      const before = this.forms.get(action.who) ?? Promise.resolve();
      const sent = before.then(() => this.#fillsAlone(action, find, title, values, done));
      this.forms.set(
        action.who,
        sent.catch(() => {}),
      );
      const told = await sent;
      if (told === null) return;
      // Words instead of what was wanted: the person tries again.
      if (await this.waits(what, done, told ? 4000 : this.patience).catch(e => (told ? null : Promise.reject(e)))) return;
    }
    throw new InVain(`${action.who} did not get ${what}`);
  }
  /** Sends the form once. Resolves to what the person was told meanwhile, or null when it had worked before. */
  async #fillsAlone(action, find, title, values, done) {
    const seat = this.seat(action.who);
    const end = Date.now() + this.patience;
    // One that had worked although its answer was lost may be open still: it is about something else.
    this.#closes(action.who);
    for (let tries = 0; Date.now() < end && !this.gaveUp; tries++) {
      if (await done().catch(() => false)) return null;
      if (!seat.form()) {
        const opening = await this.presses({ ...action, opens: true }, find, title, done);
        const soon = Date.now() + (opening ? 3000 : 300);
        while (!seat.form() && Date.now() < soon) await sleep(60);
        if (!seat.form()) continue;
      }
      const form = seat.form(),
        given = { ...values };
      for (const f of form.fields) if (f.required && !f.value && given[f.label] === undefined) given[f.label] = f.choices[0] ?? 'not known';
      for (const label of Object.keys(given)) if (!form.fields.some(f => f.label === label)) delete given[label];
      const one = this.ledger.acts(action);
      try {
        const before = (await seat.told()).length;
        const errors = await seat.submit(given);
        if (errors) throw new Error(JSON.stringify(errors));
        one.ackedAt = Date.now();
        one.told = (await seat.told()).slice(before).join('\n');
        return one.told;
      } catch (e) {
        one.error = e.message;
        if (tries % 3 === 2) this.#closes(action.who); // as somebody does whom a form does not obey
        await sleep(500);
      }
    }
    throw new InVain(`${action.who} could not send "${title}" of ${action.number ?? action.mark}`);
  }
  #closes(who) {
    const { world } = this;
    const seat = this.seat(who);
    if (seat.channel === 'slack') world.slack.stacks.set(world.slack.u(who), []);
    else if (seat.channel === 'web') seat.closes();
    else delete world.teams.dialogs[who];
  }

  // ---- Matters
  async lives(name, matters) {
    for (const matter of matters) {
      if (this.over) return;
      try {
        await this[matter.kind](name, matter);
      } catch (e) {
        if (!(e instanceof InVain)) throw e;
        this.ledger.acts({ what: 'in vain', who: name, why: e.message, mark: matter.token ?? matter.numbers?.at(-1) ?? `${name}: ${matter.text}`, number: matter.number });
      }
    }
  }
  async looks(who, { numbers, together }) {
    const seat = this.seat(who);
    const one = number => this.says({ mark: number, kind: 'looks', who }, seat.saying(`status ${number}`));
    if (together) await Promise.all(numbers.map(one));
    else for (const number of numbers) await one(number);
    await this.#answered(who, numbers.at(-1));
  }
  #answered(who, mark) {
    const { ackedAt } = this.ledger.messages.get(mark);
    if (ackedAt === null) throw new InVain(`${mark} was never acknowledged`);
    return this.waits(`an answer to ${mark}`, async () => (await this.seat(who).chat()).some(m => m.words.includes(mark)));
  }
  async #asks(who, mark, text) {
    const known = new Set((await this.waits('the chat', () => this.seat(who).chat())).map(m => m.id));
    await this.says({ mark, kind: 'question', who, text }, this.seat(who).saying(text));
    if (this.ledger.messages.get(mark).ackedAt === null) throw new InVain(`${mark} was never acknowledged`);
    return known;
  }
  async answered(who, { text }) {
    const mark = text; // no mark of its own: only counted
    const known = await this.#asksPlainly(who, mark);
    await this.waits(`an answer to "${text}"`, async () => (await this.seat(who).chat()).some(m => !known.has(m.id) && m.buttons.length));
  }
  async #asksPlainly(who, text) {
    const known = new Set((await this.waits('the chat', () => this.seat(who).chat())).map(m => m.id));
    const one = this.ledger.says({ mark: `${who}: ${text}`, kind: 'question', who, channel: this.seat(who).channel, plain: true });
    const saying = this.seat(who).saying(text);
    for (const end = Date.now() + this.patience; Date.now() < end && !one.ackedAt && !this.gaveUp; ) {
      const r = await saying().catch(() => null);
      if (r && (!r.delivery || r.delivery.ok)) one.ackedAt = Date.now();
      else if (r?.delivery) {
        await sleep(11000); // Slack's own tries
        const sent = this.world.slack.deliveries.filter(d => d.kind === 'events' && d.body.includes(r.ts) && d.ok);
        if (sent.length) one.ackedAt = Date.now();
        break;
      } else await sleep(600);
    }
    if (!one.ackedAt) throw new InVain(`"${text}" was never acknowledged`);
    return known;
  }
  async secret(who, matter) {
    const before = new Set((await this.waits('the chat', () => this.seat(who).chat())).flatMap(m => numbersIn(m.words)));
    await this.#asks(who, matter.token, `${matter.text}, ${matter.what} ${matter.token}`);
    const message = this.ledger.messages.get(matter.token);
    message.secret = true;
    message.number = await this.waits(`a case for ${matter.token}`, async () => this.#newNumber(who, before));
  }
  async #newNumber(who, before) {
    return (await this.seat(who).chat()).flatMap(m => numbersIn(m.words)).find(n => !before.has(n) && /^ESC-1/.test(n));
  }
  async ['case'](who, matter) {
    const { token } = matter;
    const seat = this.seat(who);
    const before = new Set((await this.waits('the chat', () => seat.chat())).flatMap(m => numbersIn(m.words)));
    const known = await this.#asks(who, token, `${matter.text} ${token}`);
    const offer = async () => (await seat.chat()).reverse().find(m => !known.has(m.id) && m.buttons.includes('Get a specialist'));
    await this.waits(`an answer to ${token}`, offer);
    const number = () => this.#newNumber(who, before);
    await this.fills({ what: 'case', who, mark: token }, offer, 'Get a specialist', { 'What have you tried?': 'everything' }, number);
    matter.number = await this.waits(`the number of ${token}`, number);
    this.ledger.messages.get(token).number = matter.number;
    await this.#worked(who, matter);
  }
  async #worked(rep, matter) {
    const { number } = matter;
    const card = (pattern = /./) => {
      let looks = 0;
      return this.waits(`the card of ${number} with ${pattern}`, async () => {
        const seat = this.seat('ben');
        const found = (await seat.posts()).find(m => cardOf(m, number));
        if (found && !pattern.test(found.words) && looks++ % 10 === 9) await seat.looksAt?.(found); // whoever looks again
        return found && pattern.test(found.words) ? found : null;
      });
    };
    await card();
    const post = await this.#looked('ben', async () => (await this.seat('ben').posts()).find(m => cardOf(m, number))).catch(() => card());
    await Promise.all(matter.claimants.map(name => this.presses({ what: 'claim', who: name, number }, () => this.#offers(name, number, 'Claim'), 'Claim')));
    const claimed = await card(/(Ben|Carol) has it/);
    const owner = (matter.owner = /Ben has it/.test(claimed.words) ? 'ben' : 'carol');
    const inThread = (name, mark, kind, text) => this.says({ mark, kind, who: name, to: rep, number }, this.seat(name).saysInThread(post, text));
    if (matter.inside) await inThread(owner, matter.inside, 'inside', `between us ${matter.inside}`);
    for (const mark of matter.relays) await inThread(owner, mark, 'relay', `>> please note ${mark}`);
    for (const mark of matter.notes) await this.says({ mark, kind: 'note', who: rep, number }, this.seat(rep).saying(`${number} it goes on, ${mark}`));
    if (!matter.ends) return;
    const { tell } = matter;
    const told = async () => (await this.seat(rep).chat()).find(m => m.words.includes(tell));
    this.ledger.says({ mark: tell, kind: 'tell', who: owner, to: rep, number, channel: this.seat(owner).channel });
    await this.fills(
      { what: 'resolve', who: owner, number, mark: tell },
      () => this.#offers(owner, number, 'Resolve'),
      'Resolve',
      { 'What fixed it': 'a new fuse', 'Root cause': 'an old fuse', 'What was ruled out': 'the rest', 'Tell the client': `It works again, ${tell}` },
      told,
    );
    const offered = async () => (await this.seat(rep).chat()).reverse().find(m => m.words.includes(tell) && m.buttons.includes('Client told'));
    const closed = async () => (await this.seat('ben').posts()).some(m => cardOf(m, number) && /closed/i.test(m.words));
    await this.presses({ what: 'client told', who: rep, number }, offered, 'Client told', closed);
    await this.waits(`${number} closed`, closed);
  }
  async #offers(name, number, title) {
    return (await this.seat(name).posts()).find(m => cardOf(m, number) && m.buttons.includes(title));
  }
}
