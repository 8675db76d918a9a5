// Compares what was acknowledged with what people finally see. Everything comes from outside: the ledger, what Slack and Teams were given, what each person's screen shows.
import { plain as slackPlain } from '../Peers/slack/common.mjs';
import { plain as teamsPlain } from '../Peers/teams/cards-plain.mjs';

const header = /^(?:.*\n)?\W*(ESC-1\d{3,}) · P\d/;
const owners = ['ben', 'carol'];
const isAgain = text => /Sent again: the first may have arrived/i.test(text);
/** The words without what says that they were sent again, and without times. */
const wordsOf = p =>
  p.text
    .replace(/\n?.*Sent again: the first may have arrived.*/i, '')
    .replace(/\(in [^)]*\)|by \d\d:\d\d/g, '')
    .trim();

/** Every message that the bot left somewhere, as it was first: { side, to, place, thread, text, at, again, lost }. */
export async function postsOf(world) {
  const { slack, teams, seats } = world;
  const posts = [];
  for (const c of slack.calls) {
    if (c.method !== 'chat.postMessage' || !c.response?.ok || slack.tokens.get(c.token) !== 'BOT') continue;
    const where = c.response.channel?.id ?? c.response.channel;
    const isPlace = where === slack.c('specialists');
    const text = slackPlain(c.args.blocks) || c.args.text;
    const key = c.args.metadata?.event_payload?.key;
    posts.push({ side: 'slack', to: isPlace ? null : slack.owner[where], isPlace, thread: c.args.thread_ts ?? null, id: c.response.ts, text, key, at: c.at, lost: Boolean(c.lost) });
  }
  const where = new Map([...teams.conversations.values()].flatMap(c => c.messages.filter(m => m.fromBot).map(m => [m.id, c.id])));
  for (const c of teams.calls) {
    const body = c.body?.activity ?? c.body;
    if (c.method !== 'POST' || !c.kept || !where.has(c.kept) || body?.type === 'typing') continue;
    const [base, root] = where.get(c.kept).split(';messageid=');
    const isPlace = base.startsWith('19:');
    const thread = root && root !== c.kept ? root : null;
    posts.push({ side: 'teams', to: isPlace ? null : base.slice(2), isPlace, thread, id: c.kept, text: teamsPlain(body), at: c.at, lost: Boolean(c.lost) });
  }
  for (const [name, seat] of Object.entries(seats))
    if (seat.channel === 'web') for (const m of await seat.chat()) posts.push({ side: 'web', to: name, thread: null, id: m.id, text: seat.first.get(m.id), at: m.id, lost: false });
  for (const p of posts) p.again = isAgain(p.text);
  return posts;
}

/** Words that only one person saw: [{ who, text }]. */
export async function whispersOf(world) {
  const all = [];
  for (const [name, seat] of Object.entries(world.seats)) for (const text of await seat.told()) all.push({ who: name, text });
  for (const e of world.slack.ephemeral) all.push({ who: Object.keys(world.slack.U).find(n => world.slack.U[n] === e.user), text: slackPlain(e.blocks) || e.text });
  return all;
}

export class Judge {
  constructor(world, ledger, amid) {
    Object.assign(this, { world, ledger, amid, wrong: [], counts: { lost: 0, doubled: 0, marked: 0, stuck: 0, 'out of order': 0, gaps: 0, 'without effect': 0, leaked: 0, impatient: 0 } });
  }
  #say(count, words) {
    if (count) this.counts[count]++;
    this.wrong.push(`${count ?? 'other'}: ${words}`);
  }
  #of(kinds) {
    return [...this.ledger.messages.values()].filter(m => kinds.includes(m.kind));
  }
  /** Where the outcome of a message must stand. */
  #outcomes(posts, m) {
    const inChat = name => posts.filter(p => p.to === name && p.text.includes(m.mark));
    if (m.kind === 'looks') return inChat(m.who);
    if (m.kind === 'relay' || m.kind === 'tell') return inChat(m.to);
    if (m.kind === 'note') return posts.filter(p => p.text.includes(m.mark) && (this.#isKeptBack(posts, m.number) ? owners.includes(p.to) : p.isPlace && p.thread));
    return null;
  }
  /** A restricted case: its thread says that there is news, and its owner reads the words. Somebody who gave up waiting for such a case may add words to it later. */
  #isKeptBack(posts, number) {
    return posts.some(p => p.isPlace && !p.thread && p.text.includes(`${number} `) && p.text.includes('Restricted: its words are not shown'));
  }
  /** Acknowledged and without its outcome as yet: what a quiet minute may still bring. */
  async missing() {
    const posts = await postsOf(this.world);
    const without = this.#of(['looks', 'relay', 'note', 'tell']).filter(m => m.ackedAt && !this.#outcomes(posts, m).length);
    const counted = this.#verdicts(posts).filter(v => v.atMost < v.least);
    return [...(await this.amid.missing()), ...without.map(m => m.mark), ...counted.map(v => `${v.who}: ${v.atMost} of ${v.least} verdicts`)];
  }
  /** Questions of each person beside the outcomes that the person has got. Verdicts quote no question; so they are counted. */
  #verdicts(posts) {
    const who = new Set(this.#of(['question']).map(m => m.who));
    return [...who].map(name => {
      const questions = this.#of(['question']).filter(m => m.who === name);
      const plainOnes = questions.filter(m => !/unauthorised|stolen|compromised/.test(m.text ?? ''));
      const isVerdict = p => /^No article covers this/.test(p.text.trim()) || /Why\?/.test(p.text) || /None of these/.test(p.text);
      const secrets = questions.length - plainOnes.length;
      const verdicts = posts.filter(p => p.to === name && isVerdict(p) && !/^\W*ESC-/.test(p.text));
      const found = this.#distinct(verdicts);
      // "No article covers this" quotes no question: one that was sent again may be a later question's, whose first never arrived, if one was asked meanwhile.
      const askedBetween = (first, again) => questions.some(m => m.firstAt > first.at && m.firstAt < again.at);
      const most = this.#distinct(verdicts, askedBetween);
      const notes = secrets && this.#distinct(posts.filter(p => p.to === name && /Security and privacy/.test(p.text)));
      const least = questions.filter(m => m.ackedAt).length;
      return { who: name, least, most: questions.length, found: found + notes, atMost: most + notes };
    });
  }
  /** How many different messages these are: one that was sent again, since its answer was lost, is the same one; one whose first never arrived counts, and so does one that may be another by `mayDiffer`. */
  #distinct(posts, mayDiffer = () => false) {
    const first = new Map(),
      seen = new Set();
    let count = 0;
    for (const p of posts) {
      if (p.key && seen.has(p.key)) continue;
      if (p.key) seen.add(p.key);
      const words = wordsOf(p);
      const open = first.get(words) ?? first.set(words, []).get(words);
      const twin = p.again ? open.findIndex(q => this.#explained(q) && !mayDiffer(q, p)) : -1;
      if (twin >= 0) open.splice(twin, 1, p);
      else {
        count++;
        open.push(p);
      }
    }
    return count;
  }

  async verdict() {
    const posts = (this.posts = await postsOf(this.world));
    const whispers = await whispersOf(this.world);
    this.#everyMessage(posts);
    this.#order(posts);
    await this.#cases(posts);
    await this.#actions(posts, whispers);
    this.#doubles(posts);
    this.#places(posts, whispers);
    this.#patience();
    for (const words of await this.amid.wrong(list => this.#distinct(list), posts)) {
      const [count] = words.split(':');
      if (count in this.counts) this.counts[count]++;
      this.wrong.push(words);
    }
    return this.wrong;
  }
  #everyMessage(posts) {
    for (const m of this.#of(['looks', 'relay', 'note', 'tell'])) {
      const outcomes = this.#outcomes(posts, m);
      if (m.ackedAt && !outcomes.length) this.#say('lost', `${m.kind} ${m.mark} of ${m.who} was acknowledged and has no outcome`);
      const seen = this.#distinct(outcomes);
      if (seen > 1) this.#say('doubled', `${m.kind} ${m.mark} of ${m.who} has ${seen} outcomes: ${outcomes.map(p => p.text.slice(0, 60)).join(' | ')}`);
    }
    for (const v of this.#verdicts(posts)) {
      for (let i = v.atMost; i < v.least; i++) this.#say('lost', `${v.who} asked ${v.least} questions that were acknowledged and got ${v.atMost} verdicts`);
      if (v.found > v.most) this.#say('doubled', `${v.who} asked ${v.most} questions and got ${v.found} verdicts`);
    }
  }
  /** What was acknowledged before the next was sent is answered before it. */
  #order(posts) {
    const lanes = new Map();
    for (const m of this.#of(['looks', 'relay', 'note'])) {
      const first = this.#outcomes(posts, m)[0];
      if (!m.ackedAt || !first) continue;
      const lane = m.kind === 'looks' ? `looks ${m.who}` : `${m.kind} ${m.number}`;
      (lanes.get(lane) ?? lanes.set(lane, []).get(lane)).push({ ...m, place: posts.indexOf(first) });
    }
    for (const [lane, list] of lanes)
      for (const later of list) for (const earlier of list) if (earlier.ackedAt < later.firstAt && earlier.place > later.place) this.#say('out of order', `${lane}: ${later.mark} before ${earlier.mark}`);
  }
  async #cases(posts) {
    const cards = new Map();
    for (const p of posts.filter(p => p.isPlace && !p.thread)) {
      const number = p.text.trim().match(header)?.[1];
      if (number) (cards.get(number) ?? cards.set(number, []).get(number)).push(p);
    }
    this.cases = cards.size;
    const numbers = [...cards.keys()].map(n => Number(n.slice(4))).sort((a, b) => a - b);
    const last = Math.max(numbers.at(-1) ?? 1000, ...posts.flatMap(p => p.text.match(/ESC-1\d{3,}/g) ?? []).map(n => Number(n.slice(4))));
    for (let n = 1001; n <= last; n++) if (!numbers.includes(n)) this.#say('gaps', `ESC-${n} has no card`);
    const asked = this.ledger.actions.filter(a => a.what === 'case' && !a.opens && a.ackedAt && !a.told).map(a => a.mark);
    const forOne = new Map();
    for (const [number, list] of cards) {
      const alone = this.#distinct(list);
      if (alone > 1) this.#say('doubled', `${number} has ${alone} cards`);
      const mark = list[0].text.match(/QX-\d{5}/)?.[0];
      if (mark && this.ledger.messages.get(mark)?.kind === 'question') (forOne.get(mark) ?? forOne.set(mark, []).get(mark)).push(number);
    }
    for (const [mark, list] of forOne) if (list.length > 1) this.#say('doubled', `the question ${mark} became ${list.join(' and ')}`);
    for (const mark of new Set(asked)) if (!forOne.has(mark)) this.#say('without effect', `the form for ${mark} was acknowledged and there is no case`);
    // One winner: the rep heard of one, and the card shows the same.
    const shown = await this.world.seats.ben.posts();
    for (const number of cards.keys()) {
      const winners = new Set(posts.map(p => p.to && p.text.match(new RegExp(`${number}: (\\w+) has your case`))?.[1]).filter(Boolean));
      if (winners.size > 1) this.#say('doubled', `${number} was won by ${[...winners].join(' and ')}`);
      for (const card of shown.filter(m => m.words.includes(number) && header.test(m.words.trim()))) {
        const owner = card.words.match(/(Ben|Carol) has it/)?.[1];
        if (owner && winners.size && !winners.has(owner)) this.#say('without effect', `${number}: the card names ${owner}, the rep heard of ${[...winners]}`);
      }
    }
    this.shown = shown;
  }
  async #actions(posts, whispers) {
    const closed = number => this.shown.some(m => m.words.includes(number) && /closed/i.test(m.words));
    for (const a of this.ledger.actions.filter(a => a.ackedAt && !a.opens)) {
      if (a.what === 'claim') {
        const has = posts.some(p => p.text.includes(`${a.number}: ${a.who[0].toUpperCase()}${a.who.slice(1)} has your case`));
        const told = /Something went wrong on my side/.test(a.told) || a.told?.includes(a.number) || whispers.some(w => w.who === a.who && w.text.includes(a.number)) || posts.some(p => p.to === a.who && p.text.includes(a.number));
        if (!has && !told) this.#say('without effect', `${a.who} claimed ${a.number}, has it not, and heard nothing`);
      }
      if (a.what === 'client told' && !closed(a.number)) this.#say('without effect', `${a.who} pressed "Client told" of ${a.number}, and it is not closed`);
    }
    for (const a of this.ledger.actions.filter(a => a.what === 'in vain')) {
      const message = a.mark && this.ledger.messages.get(a.mark);
      // What is acknowledged after its sender gave up is judged with all the others.
      const gaveUp = /was never acknowledged$/.test(a.why);
      if (!message || (message.ackedAt && !gaveUp) || a.number) this.#say('without effect', `${a.who} waited in vain: ${a.why}`);
    }
  }
  /** The same words twice in one place: on Slack never; in Teams only after an answer that was lost, and marked. */
  #doubles(posts) {
    const known = new Map();
    for (const p of posts) {
      if (p.side === 'web' || !/QX-\d{5}|ESC-9\d{4}|has your case|Waiting for a specialist/.test(p.text)) continue;
      // Whoever sends a form a second time, after it had worked, gets the same words back for each.
      if (/Your text, so that nothing is lost/.test(p.text) && this.#refused(p) > 0) continue;
      const words = wordsOf(p);
      const key = p.key && p.side === 'slack' ? p.key : `${p.side} ${p.to} ${p.thread} ${words}`;
      const first = known.get(key);
      if (!first || (first.again && !p.again)) known.set(key, p);
      else if (!p.again) this.#say('doubled', `${p.side}, ${p.to ?? 'the place'}: twice and not marked: ${words.slice(0, 100).replaceAll('\n', ' / ')}`);
      else {
        this.counts.marked++;
        if (!this.#explained(first)) this.#say('doubled', `${p.side}: sent again although its answer had arrived: ${words.slice(0, 100).replaceAll('\n', ' / ')}`);
        known.set(key, p);
      }
    }
    for (const p of posts.filter(p => p.again && p.side === 'slack')) this.#say('doubled', `Slack reads "sent again": ${p.text.slice(0, 80)}`);
  }
  /** How many forms about the case that a refusal names its reader sent, beside the one that worked, for which none has been read yet. */
  #refused(post) {
    const number = post.text.match(/ESC-\d+/)?.[0];
    const told = (this.told ??= new Map());
    const key = `${post.to} ${number}`;
    const sent = this.ledger.actions.filter(a => a.who === post.to && a.number === number && !a.opens && a.what === 'resolve').length;
    const left = told.get(key) ?? sent - 1;
    told.set(key, left - 1);
    return left;
  }
  /** An answer that was lost on the way, or died with the process that waited for it. */
  #explained(post) {
    if (post.lost) return true;
    // What arrived while the database was away is kept in memory: only a kill forgets it, and what was on its way then is noted up to half a second later. `slow` and `never` lose an answer as well.
    return this.ledger.events.some(e => (e.kind === 'kill' && e.at >= post.at - 500 && e.at <= post.at + 8000) || (/slow|never/.test(e.kind) && e.at <= post.at && e.at >= post.at - 40000));
  }
  /** No words in a foreign place: what was said inside, another rep's words, what a criterion restricts. */
  #places(posts, whispers) {
    const seen = [...posts, ...whispers.map(w => ({ to: w.who, text: w.text }))];
    for (const p of seen)
      for (const mark of p.text.match(/QX-\d{5}/g) ?? []) {
        const m = this.ledger.messages.get(mark);
        if (!m) continue;
        const isRep = p.to && !['ben', 'carol', 'mia'].includes(p.to);
        if (m.kind === 'inside' && isRep) this.#say('leaked', `${p.to} reads what was said inside: ${mark}`);
        if (isRep && p.to !== m.who && p.to !== m.to) this.#say('leaked', `${p.to} reads ${mark} of ${m.who}`);
        if (m.secret && p.to !== m.who && (p.isPlace || !['ben', 'carol', 'mia'].includes(p.to))) this.#say('leaked', `${p.to ?? 'the place'} reads the restricted ${mark}`);
      }
  }
  /** Whoever asked for patience is not asked again before. With several replicas each has a pause of its own, and nobody can tell from outside who called. */
  #patience() {
    if (this.world.hosts.length > 1) return;
    const began = this.ledger.events.filter(e => ['kill', 'stop'].includes(e.kind));
    const look = (calls, keyOf, secondsOf) => {
      const asked = new Map();
      for (const c of calls) {
        const key = keyOf(c);
        const pause = asked.get(key);
        // What was on its way already is no impatience.
        if (pause && c.at > pause.at + 150 && c.at < pause.until - 50 && !began.some(e => e.at >= pause.at && e.at <= c.at + 100))
          this.#say('impatient', `${key} again after ${c.at - pause.at} ms instead of ${pause.until - pause.at}`);
        const seconds = secondsOf(c);
        if (seconds) asked.set(key, { at: c.at, until: c.at + seconds * 1000 });
      }
    };
    look(
      this.world.slack.calls.filter(c => this.world.slack.tokens.get(c.token) === 'BOT'),
      c => `${c.method} ${c.method === 'chat.postMessage' ? this.world.slack.c(c.args.channel) : ''}`,
      c => c.asked,
    );
    look(
      this.world.teams.calls.filter(c => c.body?.type !== 'typing'),
      c => `${c.method} ${c.url}`,
      c => c.asked,
    );
  }
  /** Whether the clock of some machine was ahead when a message was sent, or until it was acknowledged. */
  #wasAhead(m) {
    const jumps = this.ledger.events.filter(e => e.kind === 'clock');
    return jumps.some((e, i) => e.clockMs > 0 && m.ackedAt >= e.at && m.firstAt <= (jumps.slice(i + 1).find(n => n.replica === e.replica)?.at ?? Infinity) + 1500);
  }
  /** The digest's line beside the judge's own count. */
  digest(line) {
    const [, questions, finished, open, lost] = line.match(/questions (\d+) · finished (\d+) · open (\d+) · lost (\d+)/)?.map(Number) ?? [];
    const acked = this.#of(['question']).filter(m => m.ackedAt).length,
      all = this.#of(['question']).length;
    if (lost !== 0) this.#say(null, `the digest says lost ${lost}`);
    // What was asked while the bot's clock was ahead belongs, for the bot, to a time that comes yet.
    const ahead = this.#of(['question']).filter(m => m.ackedAt && this.#wasAhead(m)).length;
    if (!(questions >= acked - ahead && questions <= all + this.amid.credits)) this.#say(null, `the digest says ${questions} questions, the judge counts ${acked} acknowledged of ${all}`);
    if (finished + open !== questions) this.#say(null, `the digest's sum is wrong: ${line}`);
    const closed = this.shown.filter(m => header.test(m.words.trim()) && /closed/i.test(m.words)).length;
    const answered = this.#of(['question']).filter(m => m.plain).length;
    if (finished < closed - ahead || finished > closed + answered + this.amid.credits) this.#say(null, `the digest says ${finished} finished, the judge sees ${closed} closed cases and ${answered} that articles may have answered`);
    return { questions, finished, open, lost };
  }
}
