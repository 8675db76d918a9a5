// One drill for each alert: how the trouble is made, what is looked for, which step of the runbook is done. `d` is the Drill of drill.mjs.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { promisify } from 'node:util';
import { certificate } from '../Peers/stories/organisation.mjs';
import { sleep } from '../Peers/stories/host.mjs';

/** People whom the bot has not met on Slack when the look-ups fail. */
export const newcomers = ['rolf', 'rosa', 'ruth', 'carol', 'mia', 'ria', 'rex', 'dave'];
const newcomer = (d, name) => d.seats[`${name} on Slack`] ?? d.seats[name];

/** Slack answers users.info with 503 for newcomers; they are let through one after another. */
async function lookupsFail(d) {
  const blocked = new Set(newcomers.map(name => d.slack.u(name)));
  d.slack.faults.push({ method: 'users.info', left: Infinity, status: 503, when: args => blocked.has(args.user) });
  await Promise.all(newcomers.map(name => newcomer(d, name).saying('help')()));
  return {
    /** Each some seconds after the one before, as a platform that comes back slowly. */
    over: async () => {
      for (const name of newcomers) {
        blocked.delete(d.slack.u(name));
        await sleep(3500);
      }
    },
  };
}
const keptWords = /I have your message, but could not look you up just now/;
/** The outage, until people read that their message is kept; and its end. */
const outage = d =>
  d.shares('outage', async () => {
    const trouble = await lookupsFail(d);
    await d.says('rita', 'status ESC-90001');
    await d.reads('rita', /ESC-90001/); // who is known is answered
    await d.waits('a newcomer to read that the message is kept', async () => (await newcomer(d, 'rosa').chat()).some(m => keptWords.test(m.words)), 60);
    return trouble;
  });
const outageEnds = d => d.shares('outage ends', async () => (await outage(d)).over());

const run = promisify(execFile);
const sql = (d, statement) => run('psql', ['-h', '127.0.0.1', '-p', String(d.world.pgPort), '-U', 'bot', '-d', 'postgres', '-v', 'ON_ERROR_STOP=1', '-Atc', statement]);
/** The stored words of two cases cannot be read any more, as after a fault of the program or a hand in the database. */
const damage = d =>
  d.shares('damage', async () => {
    for (const number of [d.other, d.third]) await sql(d, `UPDATE cases SET body = '{' || body WHERE id = '${number}'`);
    await Promise.all([d.says('tina', `${d.other} it goes on`), d.says('theo', `${d.third} it goes on`)]);
  });
const repaired = d =>
  d.shares('repaired', async () => {
    await d.reads('theo', /Something went wrong on my side/, 90);
    for (const number of [d.other, d.third]) await sql(d, `UPDATE cases SET body = substr(body, 2) WHERE id = '${number}'`);
  });

/** One bot at a time is stopped, killed or cut off. */
const dead = async d => {
  d.host.alive = false;
  await d.host.kill();
};

export const drills = {
  EscalationBotDown: {
    made: 'kill -9, and then a start with a wrong setting',
    seen: 'exit code 2 and the setting in the log; doctor names it, too',
    step: 'the setting put right, and started',
    async run(d) {
      await dead(d);
      d.host.settings['Slack:Mode'] = 'pigeon';
      const failed = await d.host.start().then(
        () => null,
        e => e.message,
      );
      if (!/ended with 2[^]*Slack:Mode/.test(failed)) throw new Error(`the start said: ${failed}`);
      await d.doctor(/Slack:Mode/);
      const press = await d.seats.ben.press(await d.card(d.number), 'Resolve').then(
        () => null,
        e => e.message,
      );
      if (!press) throw new Error('a press was acknowledged by nobody');
      await d.fires('EscalationBotDown', /^The bot does not answer/);
      delete d.host.settings['Slack:Mode'];
      await d.world.start(d.host);
      await d.ends('EscalationBotDown');
    },
  },
  EscalationBotDatabaseAway: {
    made: 'PostgreSQL is stopped under the bot, and the bot is started without it',
    seen: '`database` of /health/ready is off; `The start waits for the database` in the log',
    step: 'PostgreSQL is started',
    async run(d) {
      await d.world.database('stop');
      await d.waits('database of /health/ready to be off', async () => (await d.health('database')).state === 'off');
      await d.fires('EscalationBotDatabaseAway', /gets no answer from its database/);
      await dead(d);
      const up = d.world.start(d.host);
      up.catch(() => {});
      await d.logs(/The start waits for the database/);
      await d.world.database('start');
      await up;
      await d.ends('EscalationBotDatabaseAway');
      await d.says('tina', 'status ESC-90002');
      await d.reads('tina', /ESC-90002/);
    },
  },
  EscalationBotAcceptsTooFew: {
    made: 'PostgreSQL is stopped while people write',
    seen: '`database` of /health/ready is off',
    step: 'PostgreSQL is started; everybody is answered, since platforms deliver again',
    async run(d) {
      await d.world.database('stop');
      const said = ['tina', 'theo', 'tess', 'toni', 'rita', 'wanda'].map((who, i) => d.says(who, `status ESC-9002${i}`));
      said.forEach(one => one.catch(() => {})); // whoever has no platform that delivers again reads an error
      await d.fires('EscalationBotAcceptsTooFew', /not accepted/);
      await d.sick('database', /./);
      await d.world.database('start');
      await d.reads('rita', /ESC-90024/);
      await d.ends('EscalationBotAcceptsTooFew');
    },
  },
  EscalationBotDeliversTooLate: {
    made: 'Slack refuses the words of four messages for good, wherever they are to stand',
    seen: '`cannot be delivered` in the log with the reason of each',
    step: 'as EscalationBotDropped',
    async run(d) {
      d.slack.faults.push({ method: 'chat.postMessage', left: Infinity, error: 'restricted_action', when: args => JSON.stringify(args).includes('words for nobody at all') });
      for (const n of [1, 2, 3, 4]) await d.says('rita', `${d.number} words for nobody at all, ${n}`);
      await d.fires('EscalationBotDeliversTooLate', /after more than five minutes or never/);
      await d.logs(/cannot be delivered on slack: The Slack workspace does not let the bot post there/);
      await d.ends('EscalationBotDeliversTooLate');
    },
  },
  EscalationBotNothingIsDelivered: {
    made: "the bot's token is revoked on Slack",
    seen: '`slack` of /health/ready and doctor name the token; Teams answers; the other side is told after a minute',
    step: 'a new token and a restart',
    async run(d) {
      d.slack.dead.set(d.slack.o.botToken, 'token_revoked');
      await d.says('rita', 'status ESC-90003');
      await d.says('tina', `${d.other} the words that wait`);
      await d.fires('EscalationBotNothingIsDelivered', /waited for more than five minutes to be sent on slack/);
      await d.sick('slack', /refuses the bot's token \(token_revoked\)/);
      await d.doctor(/token_revoked[^]*Check Slack:BotToken/);
      await d.says('theo', 'status ESC-90004');
      await d.reads('theo', /ESC-90004/);
      await d.reads('tina', new RegExp(`thread of ${d.other} takes no messages just now. Your words go to Ben directly`), 90);
    },
    async whileDown(d) {
      d.slack.renewToken();
      d.host.settings['Slack:BotToken'] = d.slack.o.botToken;
    },
    async after(d) {
      await d.reads('rita', /ESC-90003/, 120); // a row that waited long is tried once a minute
      await d.ends('EscalationBotNothingIsDelivered');
    },
  },
  EscalationBotNothingIsHandled: {
    made: "Slack's users.info answers 503 for whoever is new",
    seen: '`waiting` of /health/ready counts the rows, `workers` and `database` are well; known people are answered, new ones read that their message is kept',
    step: 'as for EscalationBotWaits',
    async run(d) {
      const made = outage(d);
      await d.fires('EscalationBotNothingIsHandled', /people wrote on slack has waited/);
      await d.sick('waiting', /\d+ to handle on slack \(oldest \d+ s/);
      for (const part of ['workers', 'database']) if ((await d.health(part)).state !== 'ok') throw new Error(`${part}: ${JSON.stringify(await d.health(part))}`);
      await made;
      await outageEnds(d);
      await d.ends('EscalationBotNothingIsHandled');
    },
  },
  EscalationBotGaveUp: {
    made: 'the stored words of two cases cannot be read, and their reps write',
    seen: '`is given up after` in the log; the rep reads "Something went wrong on my side"',
    step: 'the row is repaired, the rep writes again',
    async run(d) {
      await damage(d);
      await d.fires('EscalationBotGaveUp', /^\d+ messages of the last day were given up/, 150);
      await d.logs(/is given up after 5 tries/);
      await repaired(d);
      await d.says('theo', `status ${d.third}`);
      await d.reads('theo', new RegExp(`${d.third}`));
    },
    atTheEnd: {
      made: 'the alert ends a day later, as the runbook says',
      async run(d) {
        d.world.machine({ clockMs: 25 * 3600 * 1000 });
        await d.ends('EscalationBotGaveUp', 60);
      },
    },
  },
  EscalationBotDropped: {
    made: 'Slack refuses words for a thread for good (restricted_action)',
    seen: '`cannot be delivered` in the log with row and reason; the rep reads that the words went to the owner directly and to a new card',
    step: 'none: the thread has a new card, under which later words arrive',
    async run(d) {
      d.slack.faults.push({ method: 'chat.postMessage', left: 1, error: 'restricted_action', when: args => args.thread_ts && JSON.stringify(args).includes('words for nobody') });
      await d.says('rita', `${d.number} words for nobody`);
      await d.fires('EscalationBotDropped', /could not be delivered on slack and never will be/);
      await d.logs(/Outbox row \d+ cannot be delivered on slack: The Slack workspace does not let the bot post there/);
      await d.sick('waiting', /could not be delivered in the last hour/);
      await d.reads('rita', /took no more messages. Your words go to Ben directly, and to a new card/);
      await d.says('rita', `${d.number} words for Ben`);
      await d.waits("the next words in the new card's thread", async () => (await d.seats.ben.thread(await d.card(d.number))).some(m => m.words.includes('words for Ben')));
      await d.ends('EscalationBotDropped');
    },
  },
  EscalationBotSendsAgain: {
    made: 'the connector answers 429 to every message',
    seen: '`is sent again after try` in the log, `teams` of /health/ready says why',
    step: 'waited until Teams takes them; they come by themselves',
    async run(d) {
      const fault = { match: /^POST .*activities/, times: Infinity, status: 429, retryAfter: 1 };
      d.teams.faults.push(fault);
      await Promise.all(['tess', 'toni'].map(who => d.says(who, 'status ESC-90005')));
      await d.fires('EscalationBotSendsAgain', /One of five sends on teams/);
      await d.logs(/Outbox row \d+ on teams is sent again after try/);
      await d.sick('teams', /asks to slow down/);
      fault.times = 0;
      await d.reads('tess', /ESC-90005/);
      await d.ends('EscalationBotSendsAgain');
    },
  },
  EscalationBotFails: {
    made: 'as EscalationBotGaveUp',
    seen: '`failed at try` in the log with the reason',
    step: 'as EscalationBotGaveUp',
    async run(d) {
      await damage(d);
      await d.fires('EscalationBotFails', /^Handling failed \d+ times/);
      await d.logs(/failed at try \d; it is tried again[^]*Json/);
      await repaired(d);
      await d.ends('EscalationBotFails');
    },
  },
  EscalationBotWaits: {
    made: 'as EscalationBotNothingIsHandled',
    seen: '`waits for … s` in the log; doctor says that token and scopes are well, so it is the platform',
    step: 'waited until Slack answers; the rows go on by themselves and lost no try',
    async run(d) {
      const made = outage(d);
      await d.fires('EscalationBotWaits', /cannot be asked who people are/);
      await d.logs(/Inbox row \d+ \(said\) waits for \d+ s: /);
      await d.doctor(/The token has all scopes/);
      await made;
      await outageEnds(d);
      await d.waits('an answer to rosa', async () => (await newcomer(d, 'rosa').chat()).some(m => !keptWords.test(m.words)));
      await d.ends('EscalationBotWaits');
    },
  },
  EscalationBotSlow: {
    made: 'as EscalationBotNothingIsHandled, and Slack comes back slowly',
    seen: 'as EscalationBotNothingIsHandled',
    step: 'as EscalationBotNothingIsHandled',
    async run(d) {
      await outage(d);
      const over = outageEnds(d);
      await d.fires('EscalationBotSlow', /more than ten seconds/);
      await over;
      await d.ends('EscalationBotSlow');
    },
  },
  EscalationBotLateTimers: {
    made: "the bot's machine was off for 23.5 hours (its clock is so much ahead at the next start)",
    seen: 'it catches up by itself',
    step: 'none: it caught up',
    async run(d) {
      await awayForADay(d);
      await d.fires('EscalationBotLateTimers', /more than a minute late/);
      await d.ends('EscalationBotLateTimers');
    },
  },
  EscalationBotNotMeantForUs: {
    made: 'a genuine delivery of another workspace',
    seen: '`slack` of /health/ready names what to compare; that person gets no answer',
    step: 'the other installation is taken away',
    async run(d) {
      const foreign = d.slack.envelope({ type: 'message', channel_type: 'im', user: d.slack.u('rita'), channel: 'D0FOREIGN', ts: d.slack.nowTs(), text: 'help' });
      const teamId = 'T0FOREIGN0';
      await d.slack.deliverEvent({ ...foreign, team_id: teamId, context_team_id: teamId, authorizations: [{ ...foreign.authorizations[0], team_id: teamId }] });
      await d.fires('EscalationBotNotMeantForUs', /deliveries of slack are refused: another workspace/);
      await d.sick('slack', /meant for another workspace/);
      if (d.slack.calls.some(call => call.args?.channel === foreign.event.channel)) throw new Error('the bot answered a stranger');
      await d.ends('EscalationBotNotMeantForUs');
    },
  },
  EscalationBotReadHistory: {
    made: "as EscalationBotLateTimers; meanwhile somebody writes, and Slack's deliveries find nobody",
    seen: '`were read from the history` in the log; the person is answered late',
    step: 'none: the messages are handled',
    async run(d) {
      await awayForADay(d);
      await d.fires('EscalationBotReadHistory', /^\d+ messages of slack were said while there was no connection/);
      await d.logs(/Slack: [1-9]\d* messages that were said without a connection/);
      await d.reads('rolf', /ESC-90006/);
      await d.ends('EscalationBotReadHistory');
    },
  },
  EscalationBotCardsDiffer: {
    made: "somebody deletes a case's card while the bot is stopped",
    seen: '`cards` of /health/ready; a new card in the channel',
    step: 'none: it is posted again',
    async run(d) {
      d.first = await d.card(d.number);
    },
    async whileDown(d) {
      const r = await d.slack.api('chat.delete', { channel: d.slack.c('specialists'), ts: d.first.id }, 'BOT');
      if (!r.ok) throw new Error(r.error);
    },
    async after(d) {
      await d.fires('EscalationBotCardsDiffer', /What slack shows differed from what the bot knows: gone/);
      await d.waits('a new card', async () => (await d.seats.ben.posts()).some(m => m.id !== d.first.id && m.words.includes(`${d.number} · P`)));
      await d.sick('cards', /1 are shown again/);
      await d.ends('EscalationBotCardsDiffer');
    },
  },
  EscalationBotHearsNothing: {
    made: "the app's event subscriptions are taken away on Slack, and nobody writes elsewhere",
    seen: '`slack` of /health/ready and doctor name the event subscriptions to check; people get no answer',
    step: 'the subscriptions are put back, and somebody writes to the bot',
    async run(d) {
      const events = d.slack.o.events;
      d.slack.o.events = [];
      for (const n of [1, 2, 3]) await d.says('tina', `${d.other} it goes on, ${n}`); // what the bot posts of it comes back to it no more
      await d.says('rita', 'status ESC-90007');
      await d.fires('EscalationBotHearsNothing', /Nothing has arrived for a day/);
      await d.sick('slack', /Event Subscriptions, check the request URL/, 150);
      await d.doctor(/Event Subscriptions/);
      if ((await d.seats.rita.chat()).some(m => m.words.includes('ESC-90007'))) throw new Error('rita got an answer');
      d.slack.o.events = events;
      await d.says('rita', 'status ESC-90008');
      await d.reads('rita', /ESC-90008/);
      await d.ends('EscalationBotHearsNothing');
    },
  },
  EscalationBotLimits: {
    made: 'one address opens more streams than it may (Limits:StreamsPerAddress = 3)',
    seen: '429 with Retry-After and a sentence; the log says who',
    step: 'the pages are closed',
    async run(d) {
      const closing = new AbortController();
      const open = async () => {
        const r = await fetch(`${d.host.url}/webchat/stream?as=wanda@example.com`, { signal: closing.signal });
        return r.status === 429 ? { after: r.headers.get('retry-after'), words: await r.text() } : null;
      };
      const refused = [];
      for (let i = 0; i < 5; i++) refused.push(await open());
      const told = refused.find(Boolean);
      if (!told?.after || !/Too many pages are open at once/.test(told.words)) throw new Error(`the web chat said ${JSON.stringify(refused)}`);
      await d.fires('EscalationBotLimits', /over a limit/);
      await d.logs(/Too many streams of the address 127\.0\.0\.1 were refused/);
      closing.abort();
      await d.ends('EscalationBotLimits');
    },
  },
  EscalationBotRestarts: {
    made: 'kill -9 again and again',
    seen: 'the log of each start',
    step: 'what killed it is taken away',
    async run(d) {
      const fired = d.fires('EscalationBotRestarts', /started \d+ times within half an hour/, 150);
      let over = false;
      fired.then(
        () => (over = true),
        () => (over = true),
      );
      for (let i = 0; i < 12 && !over; i++) {
        await dead(d);
        await d.world.start(d.host);
        const born = Date.now() / 1000 - 60;
        await d.waits('Prometheus to see it', async () => (await d.prometheus.query(`process_start_time_seconds > ${born}`)) !== null, 20);
        await sleep(1200);
      }
      await fired;
      const starts = fs.readFileSync(d.host.log, 'utf8').match(/^EscalationBot on /gm).length;
      if (starts < 3) throw new Error(`the log shows ${starts} starts`);
      await d.ends('EscalationBotRestarts');
    },
  },
  EscalationBotMemory: {
    made: 'the rule is given a threshold of 50 MB, as if the machine had so much less',
    seen: 'the dashboard’s memory (process_resident_memory_bytes)',
    step: 'the limit, and the number in the rule, are raised',
    async run(d) {
      await d.prometheus.reload({ memory: 50_000_000 });
      await d.fires('EscalationBotMemory', /uses \d+(\.\d+)?MiB? of memory/);
      await d.prometheus.reload();
      await d.ends('EscalationBotMemory');
    },
  },
  EscalationBotModelBudget: {
    made: 'a model whose answer costs nearly all tokens of the day',
    seen: '`model` of /health/ready says how many tokens are used; quoted passages in place of worded answers',
    step: 'Ai:TokensPerDay is raised, and the bot is started again',
    async run(d) {
      const ask = async who => {
        const known = new Set((await d.seats[who].chat()).map(m => m.id));
        await d.says(who, certificate.question);
        return d.waits(`an answer to ${who}`, async () => (await d.seats[who].chat()).find(m => !known.has(m.id) && m.words.includes(certificate.title)));
      };
      d.model.tokens = 19_900;
      await ask('toni');
      await d.reads('toni', /In short, worded by a language model/);
      await d.fires('EscalationBotModelBudget', /Nine tenths/);
      const quoted = await ask('tess');
      await d.sick('model', /of 20,000 tokens used today/);
      if (/worded by a language model/.test(quoted.words)) throw new Error(`tess reads a worded answer: ${quoted.words}`);
    },
    async whileDown(d) {
      d.host.settings['Ai:TokensPerDay'] = '1000000';
    },
    async after(d) {
      await d.ends('EscalationBotModelBudget');
    },
  },
};

/** The bot is killed, somebody writes, Slack finds nobody; and at the next start nearly a day has gone. */
function awayForADay(d) {
  return d.shares('a day', async () => {
    await dead(d);
    const events = d.slack.o.events;
    d.slack.o.events = [];
    await d.says('rolf', 'status ESC-90006');
    d.slack.o.events = events;
    d.world.machine({ clockMs: 23.5 * 3600 * 1000 });
    await d.world.start(d.host);
  });
}
