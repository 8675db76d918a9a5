// A small triage app on the official @slack/bolt 5.1.0, to prove the Slack side. MODE=http|socket
import bolt from '@slack/bolt';
const { App, HTTPReceiver, LogLevel } = bolt;
export async function startBolt({
  apiUrl,
  port,
  mode = 'http',
  token = 'xoxb-test-token',
  appToken = 'xapp-1-test',
  signingSecret = 'test-signing-secret',
  channel,
  logLevel = 'error',
}) {
  const app = new App({ token, signingSecret, ...(mode === 'socket' ? { socketMode: true, appToken } : {}), clientOptions: { slackApiUrl: apiUrl }, logLevel });
  const seen = [];
  const card = (n, who, status) => [
    { type: 'header', text: { type: 'plain_text', text: `Case ${n}` } },
    { type: 'section', block_id: 'q', text: { type: 'mrkdwn', text: `*${status}* by <@${who}>` } },
    {
      type: 'actions',
      block_id: 'acts',
      elements: [
        { type: 'button', action_id: 'claim', text: { type: 'plain_text', text: 'Claim' }, value: String(n), style: 'primary' },
        { type: 'button', action_id: 'resolve', text: { type: 'plain_text', text: 'Resolve…' }, value: String(n) },
        {
          type: 'static_select',
          action_id: 'prio',
          placeholder: { type: 'plain_text', text: 'Priority' },
          options: ['low', 'high'].map(v => ({ text: { type: 'plain_text', text: v }, value: v })),
        },
      ],
    },
  ];
  let n = 41;
  app.use(async ({ body, next, context }) => {
    seen.push({ type: body.event?.type ?? body.type ?? 'command', subtype: body.event?.subtype, retry: context.retryNum });
    await next();
  });
  app.message(/help/i, async ({ message, client }) => {
    if (message.subtype || message.bot_id || message.thread_ts) return;
    n++;
    await client.chat.postMessage({
      channel: channel ?? message.channel,
      text: `Case ${n}`,
      blocks: card(n, message.user, 'Open'),
      metadata: { event_type: 'case', event_payload: { id: n } },
    });
  });
  app.message(async ({ message, client }) => {
    if (!message.thread_ts || message.bot_id) return;
    await client.chat.postMessage({ channel: message.channel, thread_ts: message.thread_ts, text: `relayed: ${message.text}` });
  });
  app.event('app_mention', async ({ event, client }) => {
    await client.chat.postMessage({ channel: event.channel, thread_ts: event.ts, text: 'you called?' });
    await client.reactions.add({ channel: event.channel, timestamp: event.ts, name: 'eyes' });
  });
  app.action('claim', async ({ ack, body, client, action, respond }) => {
    await ack();
    await client.chat.update({
      channel: body.channel.id,
      ts: body.message.ts,
      text: `Case ${action.value} claimed`,
      blocks: card(action.value, body.user.id, 'Claimed'),
    });
    await respond({ response_type: 'ephemeral', replace_original: false, text: 'you claimed it' });
  });
  app.action('prio', async ({ ack, body, action, client }) => {
    await ack();
    await client.chat.postEphemeral({ channel: body.channel.id, user: body.user.id, text: 'priority ' + action.selected_option.value });
  });
  app.action('resolve', async ({ ack, body, client, action }) => {
    await ack();
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'resolve',
        private_metadata: JSON.stringify({ c: body.channel.id, ts: body.message.ts, n: action.value }),
        title: { type: 'plain_text', text: 'Resolve' },
        submit: { type: 'plain_text', text: 'Resolve' },
        blocks: [
          {
            type: 'input',
            block_id: 'note',
            label: { type: 'plain_text', text: 'Answer' },
            element: { type: 'plain_text_input', action_id: 'v', multiline: true },
          },
          {
            type: 'input',
            block_id: 'kind',
            optional: true,
            label: { type: 'plain_text', text: 'Kind' },
            element: { type: 'static_select', action_id: 'k', options: ['bug', 'howto'].map(v => ({ text: { type: 'plain_text', text: v }, value: v })) },
          },
          {
            type: 'input',
            block_id: 'account',
            optional: true,
            label: { type: 'plain_text', text: 'Account' },
            element: { type: 'external_select', action_id: 'acc', min_query_length: 1 },
          },
        ],
      },
    });
  });
  app.options('acc', async ({ options, ack }) => ack({ options: [{ text: { type: 'plain_text', text: `${options.value}me Freight` }, value: 'acme' }] }));
  app.view('resolve', async ({ ack, view, body, client }) => {
    const a = view.state.values.note.v.value;
    if (a.length < 5) return ack({ response_action: 'errors', errors: { note: 'too short' } });
    await ack();
    const m = JSON.parse(view.private_metadata);
    await client.chat.update({ channel: m.c, ts: m.ts, text: `Case ${m.n} resolved`, blocks: card(m.n, body.user.id, 'Resolved').slice(0, 2) });
    await client.chat.postMessage({ channel: m.c, thread_ts: m.ts, text: `Answer (${view.state.values.kind.k.selected_option?.value}, ${view.state.values.account.acc.selected_option?.value}): ${a}` });
  });
  app.command('/case', async ({ ack, command, respond }) => {
    if (command.text === 'later') {
      await ack();
      await respond({ response_type: 'in_channel', text: 'in channel' });
    } else await ack({ response_type: 'ephemeral', text: 'you said ' + command.text });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab === 'home')
      await client.views.publish({
        user_id: event.user,
        view: {
          type: 'home',
          blocks: [
            { type: 'section', text: { type: 'mrkdwn', text: 'Your cases' } },
            { type: 'actions', elements: [{ type: 'button', action_id: 'refresh', text: { type: 'plain_text', text: 'Refresh' } }] },
          ],
        },
      });
  });
  app.action('refresh', async ({ ack, body, client }) => {
    await ack();
    await client.views.publish({ user_id: body.user.id, view: { type: 'home', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'Refreshed' } }] } });
  });
  app.event('reaction_added', async () => {});
  app.event('message', async () => {});
  app.error(async e => {
    seen.push({ error: e.data?.error ?? e.original?.data ?? String(e) });
    if (process.env.DEBUG) console.error(e);
  });
  await app.start(mode === 'socket' ? undefined : { port, host: '127.0.0.1' });
  return { app, seen, url: `http://127.0.0.1:${port}/slack/events`, stop: () => app.stop() };
}
