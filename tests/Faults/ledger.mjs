// The judge's own list: what people did, and which deliveries were answered 2xx. It never looks into the bot.
const marks = /\b(?:QX-\d{5}|ESC-9\d{4})\b/g;

export class Ledger {
  began = Date.now();
  /** Messages by their mark: { mark, kind, who, where, case, firstAt, ackedAt, tries }. */
  messages = new Map();
  /** Presses and forms: { what, who, number, mark, at, ackedAt, told }. */
  actions = [];
  /** Every moment that explains something: kills, faults. { at, until, kind } */
  events = [];
  /** Deliveries: { at, side, ok, marks }. */
  deliveries = 0;
  acknowledged = 0;

  /** Somebody is about to say something that holds a mark of its own. */
  says(message) {
    const one = { firstAt: Date.now(), ackedAt: null, ...message };
    this.messages.set(message.mark, one);
    return one;
  }
  /** A delivery was sent and answered, or not. body: what was sent. */
  delivered(body, ok, sentAt) {
    this.deliveries++;
    if (!ok) return;
    this.acknowledged++;
    for (const mark of new Set(body.match(marks) ?? [])) {
      const message = this.messages.get(mark);
      if (message && message.ackedAt === null) message.ackedAt = Date.now();
    }
  }
  acts(action) {
    const one = { at: Date.now(), ackedAt: null, ...action };
    this.actions.push(one);
    return one;
  }
  happened(kind, more = {}) {
    const event = { at: Date.now(), kind, ...more };
    this.events.push(event);
    return event;
  }
  toJSON() {
    const since = x => (x === null || x === undefined ? x : x - this.began);
    const timed = x => ({ ...x, at: since(x.at), firstAt: since(x.firstAt), ackedAt: since(x.ackedAt), until: since(x.until) });
    return { messages: [...this.messages.values()].map(timed), actions: this.actions.map(timed), events: this.events.map(timed) };
  }
}
