// Counts every figure of the digest a second time, from the files of `export` alone, and compares.
//
//   node tests/Demo/recount.mjs DIR FIGURES.json ...
//
// DIR holds questions.csv, cases.csv and history.jsonl of `export`; each FIGURES.json is what `digest --json` printed, with the reader's
// queues, the number of their specialists and the moment of the reading beside it ("queues", "specialists", "now"). It knows the
// definitions in words.en.yaml (figure_*_is) and none of the product's code. Ends with "N passed, N failed".
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...files] = process.argv.slice(2);
const HOUR = 3600e3, DAY = 24 * HOUR, QUIET = 72 * HOUR;

/** RFC 4180: fields in quotes hold commas, line breaks and doubled quotes. */
function csv(text) {
  const rows = [];
  let row = [], field = '', quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (quoted) {
      if (c === '"' && text[at + 1] === '"') field += text[++at];
      else if (c === '"') quoted = false;
      else field += c;
    } else if (c === '"') quoted = true;
    else if (c === ',') { row.push(field); field = ''; }
    else if (c === '\n') { row.push(field); rows.push(row); row = []; field = ''; }
    else if (c !== '\r') field += c;
  }
  const [head, ...lines] = rows;
  return lines.map(line => Object.fromEntries(head.map((name, at) => [name, line[at]])));
}
const read = name => readFileSync(join(folder, name), 'utf8');
const time = text => (text ? Date.parse(text) : null);

const questions = csv(read('questions.csv')).map(one => ({ ...one, asked: time(one.asked), who: one.email || `${one.channel}:${one.person}` }));
const cases = csv(read('cases.csv')).map(one => ({
  ...one, created: time(one.created), first_claimed: time(one.first_claimed), resolved: time(one.resolved), told: time(one.client_told),
  closed: time(one.closed), claim_by: time(one.claim_by), resolve_by: time(one.resolve_by),
}));
const history = read('history.jsonl').trim().split('\n').map(line => JSON.parse(line));

// A merged case is worked on under the other's number, and is open once.
const OPEN = ['unclaimed', 'claimed', 'resolved'];
const sum = (all, of) => all.reduce((total, one) => total + of(one), 0);
const count = (all, is) => all.filter(is).length;

function recount({ from, to, now, queues, specialists }) {
  const within = at => at !== null && at >= from && at < to;
  const mine = cases.filter(one => queues.includes(one.queue));
  const asked = questions.filter(one => within(one.asked));
  const alone = asked.filter(one => !one.case);
  const answers = alone.filter(one => one.verdict === 'answer' || (one.verdict === 'offer' && one.state === 'solved'));
  const about = (later, first) => ['account', 'category', 'article'].some(field => later[field] && later[field] === first[field]);
  const cameBack = first =>
    questions.some(later => later.asked >= from && later.asked < to + QUIET && later.who === first.who && later.asked > first.asked && later.asked < first.asked + QUIET && about(later, first));
  const confirmed = count(answers, one => one.state === 'solved');
  const quiet = count(answers, one => one.state !== 'solved' && one.asked + QUIET <= now && !cameBack(one));
  const refuted = count(asked, one => one.case && one.verdict === 'answer');
  const solving = new Set(questions.filter(one => one.asked >= from - 30 * DAY && one.asked < to + QUIET && one.state === 'solved' && one.article).map(one => one.article));
  const toPeople = asked.filter(one => one.case && one.verdict !== 'escalate');
  const worked = mine.filter(one => within(one.first_claimed) || within(one.resolved) || within(one.closed));
  const claimed = worked.filter(one => within(one.first_claimed));
  const resolved = worked.filter(one => within(one.resolved));
  const moves = new Map();
  for (const line of history) {
    if (line.kind === 'transferred' && line.case && time(line.at) >= from && !moves.has(line.case)) moves.set(line.case, line.detail.split(' → ')[0]);
  }
  const made = cases.filter(one => within(one.created) && queues.includes(moves.get(one.id) ?? one.queue));
  const said = worked.filter(one => one.asked_back !== '');
  const kept = sum(worked, one => +one.promises_kept), broken = sum(worked, one => +one.promises_broken);
  const ratings = worked.filter(one => one.rating !== '').map(one => +one.rating);
  const loads = specialists.map(email => count(mine, one => one.state === 'claimed' && one.owner_email === email));
  const load = sum(loads, one => one);
  return {
    answered: [count(alone, one => one.verdict === 'answer'), asked.length],
    offered: [count(alone, one => one.verdict === 'offer'), asked.length],
    not_covered: [count(alone, one => !['answer', 'offer'].includes(one.verdict)), asked.length],
    to_people: [asked.length - alone.length, asked.length],
    confirmed: [confirmed, answers.length],
    contained: [quiet, answers.length],
    unknown: [answers.length - confirmed - quiet, answers.length],
    fcr: [confirmed + quiet, asked.length],
    recontact: [count(answers, cameBack), answers.length],
    precision: [confirmed, confirmed + refuted],
    avoidable: [count(toPeople, one => one.article && solving.has(one.article)), toPeople.length],
    claimed_in_time: [count(claimed, one => one.first_claimed <= one.claim_by), claimed.length],
    resolved_in_time: [count(resolved, one => one.resolved <= one.resolve_by), resolved.length],
    fcr_escalated: [count(resolved, one => one.reopened === '0'), resolved.length],
    misrouted: [count(made, one => moves.has(one.id)), made.length],
    reasked: [sum(worked, one => +one.asks_known), sum(worked, one => +one.asks)],
    act_at_once: [count(said, one => one.asked_back === 'no'), said.length],
    promises_kept: [kept, kept + broken],
    csat: [count(ratings, one => one >= 4), ratings.length],
    csat_average: [sum(ratings, one => one), ratings.length],
    fairness: [load * load, loads.length * sum(loads, one => one * one)],
    line: [asked.length, count(asked, one => one.finished)],
    cases_open: [count(mine, one => OPEN.includes(one.state)), 0],
    undelivered: [count(history, line => line.kind === 'undelivered' && within(time(line.at))), 0],
  };
}

let passed = 0, failed = 0, told = 0;
for (const file of files) {
  const figures = JSON.parse(readFileSync(file, 'utf8'));
  const mine = recount({ ...figures, from: time(figures.from), to: time(figures.to), now: time(figures.now) });
  const theirs = Object.fromEntries(Object.entries(figures.figures).map(([key, one]) => [key, [one.numerator, one.denominator]]));
  theirs.line = [figures.questions, figures.finished];
  theirs.cases_open = [figures.cases_open, 0];
  theirs.undelivered = [figures.undelivered, 0];
  // What arrived and went out is no part of the export: its rows live for two days.
  delete theirs.accepted;
  delete theirs.delivered;
  for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const [a, b] = [theirs[key], mine[key]].map(pair => JSON.stringify(pair));
    if (a === b) { passed++; told += theirs[key][1] > 0 ? 1 : 0; }
    else { failed++; console.log(`FAILED ${file} ${figures.from} - ${figures.to} ${key}: the digest says ${a}, the export ${b}`); }
  }
}
console.log(`${told} of them with something to tell`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
