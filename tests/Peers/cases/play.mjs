// Plays one case: does its steps in turn, and holds what people see after each against what must and must not be there.
import { sleep, until } from '../slack/common.mjs';
import { buttonsOf, newOnTeams, wordsOnSlack } from './sight.mjs';

const patience = 30000;

/** Steps may name people, places and messages of the running world: $ANA, $ANA_DM, $SUPPORT, $BOT, $TEAM, $TS1, $REPCARD … */
async function filledIn(step, world) {
  const { slack, teams } = world;
  let text = JSON.stringify(step);
  for (const name of ['ana', 'bob', 'zed']) {
    const mark = `$${name.toUpperCase()}`;
    if (text.includes(`${mark}_DM`)) text = text.replaceAll(`${mark}_DM`, await slack.dm(name));
    text = text.replaceAll(mark, slack.u(name));
  }
  const posts = () => slack.calls.filter(c => c.method === 'chat.postMessage' && c.response?.ts);
  const waiting = /Waiting for a specialist/;
  const marks = {
    $CONNECTOR: () => teams.serviceUrl,
    $BOT: () => slack.o.botUserId,
    $SUPPORT: () => slack.c('support'),
    $TEAM: () => slack.teamId,
    $REPCARD: () => teams.sees('ana').findLast(m => waiting.test(m.plain))?.id,
    $SLACKREPCARD: () => posts().findLast(c => waiting.test(JSON.stringify(c.args.blocks ?? '')))?.response.ts,
    $LASTPOST: () => posts().at(-1)?.response.ts,
  };
  for (const [mark, value] of Object.entries(marks))
    if (text.includes(mark)) text = text.replaceAll(mark, await until(value, { what: mark, timeout: patience })); // a busy bot may not have posted it yet
  // The same message has the same time in every step of its case.
  world.began ??= Math.floor(Date.now() / 1000);
  return JSON.parse(text.replace(/\$TS(\d)/g, (_, n) => `${world.began}.00010${n}`));
}

/** The card of a case in the specialists' channel, once it stands there. */
const cardOf = (slack, number) =>
  until(async () => (await slack.messages('specialists')).find(m => m.plain.includes(number)), { what: `the card of ${number}`, timeout: patience });

/** What a step can be. Each returns words that its person reads beside the messages: an open form, an answer to it. */
const acts = {
  /** An event of Slack's Events API, with parts of the envelope put over. */
  async event({ slack }, event, step) {
    await slack.deliverEvent({ ...slack.envelope(event), ...step.envelope });
  },
  /** /escalate, and the form that opens; `team`: it is sent by somebody of another workspace. */
  async form({ slack }, { question, team, values }) {
    await slack.slash('ana', '/escalate', question);
    await slack.waitModal('ana');
    const own = slack.ibase;
    if (team) slack.ibase = user => ({ ...own.call(slack, user), team: { id: team, domain: 'x' } });
    const answer = await slack.submitModal(values, { user: 'ana', force: true });
    slack.ibase = own;
    return `form ${JSON.stringify(answer)}`;
  },
  /** "Escalate this" on a message. */
  async shortcut({ slack }, message) {
    await slack.interactive({
      type: 'message_action',
      callback_id: 'escalate_message',
      ...slack.ibase('ana'),
      trigger_id: await slack.trigger(slack.u('ana')),
      message_ts: message.ts,
      response_url: 'http://127.0.0.1:1/x',
      channel: { id: slack.c('support'), name: 'support' },
      message,
      action_ts: slack.nowTs(),
    });
    await slack.waitModal('ana').catch(() => {});
    const inputs = slack.openedModal('ana')?.blocks.filter(block => block.type === 'input') ?? [];
    return inputs.map(block => `${block.label.text}: ${block.element.initial_value ?? ''}`).join(' / ');
  },
  /** An activity of Teams from `who` (Ana unless said), in the conversation that it names or her 1:1 chat. */
  async teams({ teams }, activity, { who = 'ana', where, mention, targeted }) {
    const place = activity.conversation?.id;
    if (place && !teams.conversations.has(place)) teams.conversation(place);
    const called = { type: 'mention', mentioned: teams.bot, ...(mention === 'no text' ? {} : { text: `<at>${teams.bot.name}</at>` }) };
    const answer = await teams.send({
      ...teams.activity(who, { textFormat: 'plain' }, where),
      ...activity,
      ...(mention ? { entities: [called] } : {}),
      ...(targeted ? { recipient: { ...teams.bot, isTargeted: true } } : {}),
    });
    if (answer.status >= 300) throw new Error(`the bot answered Teams ${answer.status}`);
  },
  /** A file that a specialist shares in a case's thread, with words. */
  async slackFile({ slack }, { who, case: number, name, bytes, text }) {
    const card = await cardOf(slack, number);
    const id = await slack.uploadsFile('specialists', who, name, Buffer.from(bytes, 'base64'), card.ts);
    const page = `https://acme.slack.com/files/${id}`;
    const files = [{ id, name, mode: 'hosted', mimetype: 'image/png', permalink: page }];
    await slack.userSays('specialists', who, text, { thread_ts: card.ts, event: { subtype: 'file_share', files } });
  },
  /** A button of a case's card on Slack, and the form that it opens. */
  async click({ slack }, { who, case: number, button, fill }) {
    const card = await cardOf(slack, number);
    await slack.click(who, card.ts, button);
    if (!fill) return;
    await slack.waitModal(who);
    await slack.submitModal(fill, { user: who });
  },
  /** The connector fails from now on; without a status it works again. */
  teamsFault({ teams }, { match, status }) {
    teams.faults.length = 0;
    if (status) teams.fail({ match: new RegExp(match), status, times: 9 });
  },
  /** Slack refuses posts in threads. */
  slackFault({ slack }, fault) {
    slack.fail({ ...fault, when: args => !!args.thread_ts });
  },
};

/** Everything that became visible since `before`, a line for each. */
function seenSince(world, before, { edits, places }) {
  const lines = places.flatMap(place => newOnTeams(world.teams, place, before.teams[place] ?? 0));
  for (const { args, response } of world.shares().slice(before.shares)) {
    const names = response?.files?.map(file => file.title ?? file.name) ?? response?.error;
    lines.push(`[file] #${world.slack.cn(args.channel_id)}${args.thread_ts ? `/${args.thread_ts}` : ''}: ${names}`);
  }
  const posts = world.posts().slice(before.slack);
  for (const { method, args, response } of posts.filter(c => edits || c.method !== 'chat.update')) {
    const where = `#${world.slack.cn(args.channel)}${args.thread_ts ? `/${args.thread_ts}` : ''}${args.user ? ` to ${args.user}` : ''}`;
    const buttons = buttonsOf(args);
    const refused = response?.ok === false ? ` refused ${response.error}` : '';
    lines.push(`[${method.slice(5)}${refused}] ${where}: ${wordsOnSlack(args)}${buttons.length ? ` {${buttons.join('|')}}` : ''}`);
  }
  return lines.join('\n');
}

/** What is wrong with what was seen: nothing like a pattern of `must`, or something like one of `mustNot`. */
function shortcomings({ must = [], mustNot = [] }, seen) {
  const like = pattern => new RegExp(pattern, 'i').test(seen);
  return [
    ...must.filter(pattern => !like(pattern)).map(pattern => `nothing like /${pattern}/`),
    ...mustNot.filter(like).map(pattern => `/${pattern}/ is there`),
  ];
}

/** Does one step; throws with what falls short and what was seen. */
export async function play(world, step) {
  const ready = await filledIn(step, world);
  const places = [ready.teams?.conversation?.id, 'ana', 'gus', 'mia'].filter(Boolean);
  const before = { slack: world.posts().length, shares: world.shares().length, teams: Object.fromEntries(places.map(p => [p, world.teams.sees(p).length])) };
  const kind = Object.keys(acts).find(name => ready[name]);
  if (!kind) throw new Error(`a step must be one of ${Object.keys(acts).join(', ')}`);
  const told = (await acts[kind](world, ready[kind], ready)) ?? '';
  const look = () => [seenSince(world, before, { edits: step.updates, places }), told].filter(Boolean).join('\n');
  // What must come may take a moment; what must not come is looked for once all is quiet.
  for (const end = Date.now() + patience; shortcomings({ must: step.must }, look()).length && Date.now() < end; ) await sleep(100);
  await world.settled();
  const seen = look(),
    wrong = shortcomings(step, seen);
  if (process.env.VERBOSE) console.log(`   # ${step.note}\n     ${(seen || '(nobody sees anything)').replaceAll('\n', '\n     ')}`);
  if (wrong.length) throw new Error(`${wrong.join('\n')}\nthis was seen:\n${seen || '(nothing)'}`);
}
