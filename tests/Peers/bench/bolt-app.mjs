// The peer for Slack: @slack/bolt's HTTPReceiver, one handler that does one chat.postMessage. PORT, SLACK_API_URL, SLACK_SIGNING_SECRET.
import bolt from '@slack/bolt';
const app = new bolt.App({
  token: 'xoxb-test-token',
  signingSecret: process.env.SLACK_SIGNING_SECRET,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
  logLevel: 'error',
});
app.message(async ({ message, client }) => {
  await client.chat.postMessage({ channel: message.channel, thread_ts: message.ts, text: 'case opened' });
});
app.error(async e => console.error(e.message));
await app.start({ port: Number(process.env.PORT), host: '127.0.0.1' });
console.log('up');
