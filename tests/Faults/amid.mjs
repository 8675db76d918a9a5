// Kills in the middle of something that somebody does: a digest, an approval, a file that is handed over. Each has an actor of its own.
import { sleep } from '../Peers/stories/host.mjs';

export const actors = { upload: 'ria', approval: 'rex' };
const digestLine = /questions \d+ · finished \d+ · open/;
const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** What they do; `kill` ends the bot within a moment of its beginning. All of it is tried again as people try again. */
export class Amid {
  constructor(world, ledger, crowd) {
    Object.assign(this, { world, ledger, crowd, digests: { asked: 0, taken: 0 }, credits: 0, approvals: [], uploads: [] });
  }
  /** Says it until it was taken. True: it was. */
  async #says(seat, text) {
    const say = seat.saying(text);
    for (let tries = 0; tries < 20; tries++) {
      const r = await say().catch(() => null);
      if (r && (!r.delivery || r.delivery.ok)) return true;
      if (r) {
        await sleep(11000); // Slack delivers again by itself, three times
        return this.world.slack.deliveries.some(d => d.kind === 'events' && d.ok && d.body.includes(r.ts));
      }
      await sleep(600);
    }
    return false;
  }
  async digest(kill) {
    const said = this.#says(this.world.seats.mia, 'digest');
    this.digests.asked++;
    await kill();
    if (await said) this.digests.taken++;
  }
  async approval(kill, { amount, client, approver }) {
    const { world, crowd } = this,
      rex = world.seats[actors.approval],
      money = `${amount} EUR`;
    this.credits++; // a question as well
    if (!(await this.#says(rex, `may I credit ${client} ${money} as goodwill?`))) return;
    const hears = words => async () => (await rex.chat()).some(m => m.words.includes(money) && words.test(m.words));
    const offer = async () => (await rex.chat()).reverse().find(m => m.buttons.includes('Credit') && m.words.includes(money));
    await crowd.waits(`whether ${money} may be credited`, offer);
    await crowd.fills({ what: 'credit', who: rex.name, mark: money }, offer, 'Credit', { Reason: 'they are cross' }, hears(/Asked: /));
    const card = async () => (await world.seats[approver].chat()).reverse().find(m => m.words.includes(`Approve ${money}`) && m.buttons.includes('Approve'));
    await crowd.waits(`the request for ${money}`, card);
    const pressed = crowd.presses({ what: 'approve', who: approver, mark: money }, card, 'Approve', hears(/approved by/));
    await kill();
    await pressed;
    this.approvals.push(money);
  }
  async upload(kill, { matter, mark }) {
    const { world, crowd } = this,
      ria = world.seats[actors.upload];
    if (!this.case) {
      await crowd.lives(ria.name, [matter]);
      if (!matter.number) return;
      this.case = matter.number;
    }
    const file = { name: `${mark.replace("QX-", "picture-")}.png`, bytes: pixel, type: 'image/png' };
    const said = crowd.says({ mark, kind: 'note', who: ria.name, number: this.case }, ria.attaching(`${this.case} this is how it looks ${mark}`, file));
    await kill();
    await said;
    if (this.ledger.messages.get(mark).ackedAt) this.uploads.push(file.name);
  }
  /** Something that is on its way as yet; for whoever waits for the end. */
  async missing() {
    return (await this.wrong(() => {})).filter(words => words.startsWith('lost'));
  }
  /** What does not hold: [words]. */
  async wrong(distinct, posts = []) {
    const wrong = [];
    const { seats } = this.world;
    const post = this.case && (await seats.ben.posts()).find(m => m.words.includes(this.case));
    const names = post ? (await seats.ben.files(post)).map(f => f.name) : [];
    for (const name of this.uploads) {
      const times = names.filter(n => n === name).length;
      if (times === 0) wrong.push(`lost: the file ${name} was acknowledged and is not in the thread of ${this.case}`);
      // A kill may lose the answer; Slack can be looked at, Teams cannot.
      if (times > (seats.ben.channel === 'slack' ? 1 : 2)) wrong.push(`doubled: the file ${name} is ${times} times in the thread`);
    }
    for (const money of this.approvals) {
      const heard = m => m.includes(money) && /approved by/.test(m);
      if (!(await seats[actors.approval].chat()).some(m => heard(m.words))) wrong.push(`lost: ${money} were approved and ${actors.approval} does not know`);
      const times = distinct(posts.filter(p => p.to === actors.approval && heard(p.text)));
      if (times > 1) wrong.push(`doubled: ${actors.approval} reads ${times} times that ${money} were approved`);
    }
    const digests = posts.filter(p => p.to === 'mia' && digestLine.test(p.text));
    const got = distinct(digests) - 1; // she asks once more at the end
    if (posts.length && (got < this.digests.taken || got > this.digests.asked)) wrong.push(`other: ${this.digests.taken} of mia's ${this.digests.asked} questions for the digest were taken, and she got ${got}`);
    return wrong;
  }
}
