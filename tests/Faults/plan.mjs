// What will happen, drawn from a seed before anything starts: who does what, and which faults come when. It is printed, kept with a failure, and can be run again.
import { Chance } from './chance.mjs';

export const reps = { slack: ['rita', 'rolf', 'rosa', 'ruth'], teams: ['tina', 'theo', 'tess', 'toni'], web: ['wanda'] };
const syllables = 'ba,dri,fo,gul,ka,lem,mo,nu,pri,quo,ra,stu,ta,vel,wo,xi,yo,zan'.split(',');
/** Words that no article knows and that make no two questions alike. */
const thing = chance => Array.from({ length: 3 }, () => chance.of(syllables)).join('');
const doings = 'hums,blinks twice,turns purple,smells of oranges,counts backwards,whistles,prints stars,speaks Latin,freezes at noon,spins left'.split(',');
const whens = 'since Tuesday,after lunch,in the tunnel,when it rains,near the ferry,at full moon,during drills,before sunrise,on the upper deck,every fifth time'.split(',');
/** What a criterion of the sample makes a restricted case of. */
const secrets = ['a stolen token was used against the gateway', 'we found unauthorised access in the audit log', 'one of their admin accounts has been compromised'];
/** Who may be credited something; the third question about one of them is a repeated matter, and becomes a case. */
const clients = ['Cobalt Cold Storage', 'Birchwood Clinics', 'Ironbark Quarries', 'Oakhurst Savings', 'Halcyon Guesthouses', 'Acme Freight', 'Granite Rail', 'Lindentor Werke'];
const articles = ['How do we renew the signing certificate for single sign-on?', 'How does a user reset their password?', 'How do I rotate an API token?', 'What are our support hours?'];

/** Faults by engine: kind -> how often beside the others. */
const weights = {
  sqlite: { kill: 5, stop: 1, limit: 4, unwell: 4, before: 4, after: 5, late: 3, slow: 1, never: 1, again: 4, swapped: 2, archived: 2, token: 2, uninstalled: 2, full: 1, readonly: 1, sluggish: 1, clock: 2, checkpoint: 1, digest: 1, approval: 1, upload: 1 },
  postgres: { kill: 4, stop: 1, limit: 4, unwell: 4, before: 4, after: 5, late: 3, slow: 1, never: 1, again: 4, swapped: 2, database: 2, crash: 1, cut: 2, redis: 2, archived: 2, token: 2, uninstalled: 2, clock: 2, digest: 1, approval: 1, upload: 1 },
};

/** What happens rarely and lasts: each plan has one, by its seed. */
const rare = {
  sqlite: ['archived', 'full', 'digest', 'clock', 'token', 'upload', 'readonly', 'checkpoint', 'approval', 'uninstalled', 'sluggish'],
  postgres: ['clock', 'archived', 'approval', 'token', 'upload', 'uninstalled', 'digest', 'switched'],
};

/** What no plan goes without: by its place in the row. */
const sure = { sqlite: { 1: 'kill', 3: 'again', 4: 'kill' }, postgres: { 1: 'kill', 3: 'database', 5: 'kill' } };

/**
 * options: { seed, engine: 'sqlite' | 'postgres', seconds, replicas, specialists: 'slack' | 'teams', calm: no faults, pace: seconds between faults,
 * only: { kind: weight } in place of all kinds, sides: ['slack', 'teams'] whose faults come }
 */
export function draw(options) {
  const chance = new Chance(options.seed);
  const plan = { ...options, specialists: options.specialists ?? chance.of(['slack', 'teams']), matters: {}, faults: [] };
  let token = 10000,
    status = 90000;
  const next = () => `QX-${++token}`;
  for (const [channel, names] of Object.entries(reps))
    for (const name of names) {
      const open = chance.shuffled(articles);
      plan.matters[name] = Array.from({ length: Math.max(12, Math.ceil(options.seconds / 2)) }, () => {
        const kind = chance.weighted({ looks: 4, case: 5, answered: open.length ? 1 : 0, secret: 1 });
        const what = `the ${thing(chance)} ${thing(chance)} ${chance.of(doings)} ${chance.of(whens)} by the ${thing(chance)}`;
        if (kind === 'looks') return { kind, numbers: Array.from({ length: chance.whole(1, 4) }, () => `ESC-${++status}`), together: chance.happens(0.3) };
        if (kind === 'answered') return { kind, text: open.pop() };
        if (kind === 'secret') return { kind, token: next(), text: chance.of(secrets), what };
        const count = chance.whole(0, 3);
        return {
          kind,
          token: next(),
          text: what,
          claimants: chance.happens(0.6) ? ['ben', 'carol'] : [chance.of(['ben', 'carol'])],
          relays: Array.from({ length: count }, () => next()),
          inside: chance.happens(0.5) ? next() : null,
          notes: Array.from({ length: chance.whole(0, 2) }, () => next()),
          tell: next(),
          ends: chance.happens(0.8),
        };
      });
    }
  if (!options.calm) {
    const pace = options.pace ?? 1.3;
    for (let at = 3; at < options.seconds; at += pace * (0.4 + 1.2 * chance.next())) plan.faults.push(fault(chance, plan, at, surely(plan)));
  }
  return plan;
}

function surely({ engine, seed, faults }) {
  return faults.length === 2 ? rare[engine][seed % rare[engine].length] : sure[engine][faults.length];
}

function fault(chance, { engine, only, specialists, faults, sides = ['slack', 'teams'] }, at, sure) {
  const drawn = chance.weighted(only ?? weights[engine]);
  const kind = only ? drawn : (sure ?? drawn);
  const one = { at: Math.round(at * 1000), kind };
  if (['limit', 'unwell', 'before', 'after', 'late', 'slow', 'never'].includes(kind)) {
    one.side = chance.of(sides);
    one.times = kind === 'never' || kind === 'slow' ? 1 : chance.whole(1, 3);
    one.only = chance.happens(0.6) ? 'posts' : 'all';
  }
  if (kind === 'limit') one.seconds = chance.whole(1, 3);
  if (kind === 'unwell') one.status = chance.of([500, 502, 503]);
  if (kind === 'slow') one.ms = 8000;
  if (kind === 'late') [one.ms, one.times] = [chance.whole(300, 1500), 12];
  if (kind === 'kill' || kind === 'stop') one.replica = chance.whole(0, 2);
  if (kind === 'database' || kind === 'redis') one.ms = chance.whole(500, 3000);
  if (kind === 'cut') [one.ms, one.broken, one.replica] = [chance.happens(0.8) ? chance.whole(1500, 6000) : chance.whole(16000, 22000), chance.happens(0.5), chance.whole(0, 2)];
  if (kind === 'archived') [one.side, one.ms] = [specialists, chance.whole(2500, 5000)];
  if (kind === 'uninstalled') [one.who, one.code, one.ms] = [chance.of(reps.teams), chance.of(['BotNotInConversationRoster', 'MessageWritesBlocked']), chance.whole(2500, 5000)];
  if (kind === 'full' || kind === 'readonly') one.ms = chance.whole(1500, 4000);
  if (kind === 'memory') [one.ms, one.share, one.replica] = [chance.whole(2000, 5000), chance.whole(60, 100) / 100, chance.whole(0, 2)];
  if (kind === 'sluggish') [one.ms, one.syncMs] = [chance.whole(3000, 5000), chance.whole(20, 200)];
  if (kind === 'clock') [one.seconds, one.restarts, one.replica, one.ms] = [chance.of([60, 3600, -3600, -60]), chance.happens(0.4), chance.whole(0, 2), chance.whole(1500, 4000)];
  if (['digest', 'approval', 'upload'].includes(kind)) [one.ms, one.replica] = [chance.whole(0, 500), chance.whole(0, 2)];
  if (kind === 'approval') [one.amount, one.client, one.approver] = [51 + faults.length, clients[faults.length % clients.length], chance.of(['ben', 'carol'])];
  if (kind === 'upload') {
    one.mark = `QX-${50001 + faults.length}`;
    one.matter = { kind: 'case', token: `QX-${60001 + faults.length}`, text: `the ${thing(chance)} ${thing(chance)} hums by the ${thing(chance)}`, claimants: ['ben'], relays: [], notes: [], ends: false };
  }
  if (kind === 'checkpoint') one.writes = chance.whole(1, 60);
  if (kind === 'token') {
    one.side = chance.of(sides);
    one.ms = chance.whole(2500, 5000);
    if (one.side === 'slack') [one.error, one.replaced] = [chance.of(['token_revoked', 'invalid_auth', 'account_inactive']), chance.happens(0.6)];
    else [one.status, one.error] = chance.of([[401, 'Unauthorized'], [403, 'BotDisabledByAdmin']]);
  }
  return one;
}

const told = {
  kill: f => `kill -9 of the bot`,
  stop: f => `the bot is stopped and started`,
  version: f => `${f.program ? 'the next version' : 'this version'} takes a place (${f.by})`,
  limit: f => `${f.side} asks for ${f.seconds} s of patience, ${f.times} times (${f.only})`,
  unwell: f => `${f.side} answers ${f.status}, ${f.times} times (${f.only})`,
  before: f => `${f.side} hangs up before it takes, ${f.times} times (${f.only})`,
  after: f => `${f.side} takes and hangs up, ${f.times} times (${f.only})`,
  late: f => `${f.side} answers after ${f.ms} ms, ${f.times} times (${f.only})`,
  slow: f => `${f.side} answers after ${f.ms / 1000} s`,
  never: f => `${f.side} never answers`,
  again: () => 'deliveries that were acknowledged come again',
  swapped: () => 'older deliveries come after newer ones',
  database: f => `PostgreSQL is away for ${f.ms} ms`,
  crash: () => 'PostgreSQL crashes and comes back',
  cut: f => `the network between one replica and the database is cut for ${f.ms} ms, and ${f.broken ? 'its connections are gone' : 'what was on its way comes late'}`,
  switched: () => "PostgreSQL's primary dies, and its standby takes over",
  redis: f => `Redis is away for ${f.ms} ms`,
  full: f => `the disk is full for ${f.ms} ms`,
  readonly: f => `the disk can only be read for ${f.ms} ms`,
  memory: f => `a process gets no memory beyond ${f.share} of what it has, for ${f.ms} ms`,
  sluggish: f => `each fsync takes ${f.syncMs} ms more, for ${f.ms} ms`,
  clock: f => `the clock jumps by ${f.seconds} s ${f.restarts ? 'over a restart' : 'while the bot runs'}, and back after ${f.ms} ms`,
  digest: f => `a manager asks for the digest, and the bot is killed ${f.ms} ms later`,
  approval: f => `${f.approver} approves a credit of ${f.amount} EUR, and the bot is killed ${f.ms} ms later`,
  upload: f => `a rep sends a file into a case, and the bot is killed ${f.ms} ms later`,
  checkpoint: f => `the bot is stopped, and killed at write ${f.writes} of its last checkpoint`,
  archived: f => (f.side === 'slack' ? `the specialists' channel is archived for ${f.ms} ms` : `the bot is removed from the specialists' team for ${f.ms} ms`),
  token: f => (f.side === 'slack' ? `Slack says ${f.error} for ${f.ms} ms, then ${f.replaced ? 'the operator sets a new token and starts the bot again' : 'takes the token again'}` : `the connector answers ${f.status} ${f.error} for ${f.ms} ms`),
  uninstalled: f => `${f.who} removes the app (${f.code}) and installs it again after ${f.ms} ms`,
};
export const inWords = f => `${(f.at / 1000).toFixed(1).padStart(6)} s  ${told[f.kind](f)}`;
