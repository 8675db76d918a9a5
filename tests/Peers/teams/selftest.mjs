// node selftest.mjs: drives a stand-in bot built on the official botbuilder (npm install botbuilder@4.23.3 beside this file).
import { start } from './teams.mjs';
import http from 'node:http';
import { createRequire } from 'node:module';
const { CloudAdapter, ConfigurationBotFrameworkAuthentication, ActivityHandler, CardFactory, MessageFactory } = createRequire(import.meta.url)('botbuilder');
const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
const card = t =>
  CardFactory.adaptiveCard({
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      { type: 'TextBlock', text: t },
      { type: 'Input.Text', id: 'note', label: 'Note' },
    ],
    actions: [
      { type: 'Action.Submit', title: 'Send', data: { cmd: 's' } },
      { type: 'Action.Execute', title: 'Do', verb: 'do', data: { x: 1 } },
      { type: 'Action.Submit', title: 'Form', data: { msteams: { type: 'task/fetch' } } },
    ],
  });
class Bot extends ActivityHandler {
  constructor() {
    super();
    this.onMessage(async (c, n) => {
      if (c.activity.value) await c.sendActivity(`submitted ${c.activity.value.note}`);
      else if (c.activity.text.includes('card')) await c.sendActivity({ attachments: [card('first')] });
      else await c.sendActivity('echo: ' + c.activity.text);
      await n();
    });
  }
  async onInvokeActivity(c) {
    const a = c.activity;
    if (a.name === 'adaptiveCard/action')
      return { status: 200, body: { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card('done').content } };
    if (a.name === 'task/fetch') return { status: 200, body: { task: { type: 'continue', value: { title: 'F', card: card('form') } } } };
    if (a.name === 'task/submit') {
      await c.sendActivity('form ' + a.value.data.note);
      return { status: 200, body: { task: { type: 'message', value: 'ok' } } };
    }
    return super.onInvokeActivity(c);
  }
}
const bot = new Bot();
const srv = http
  .createServer(async (q, s) => {
    let b = '';
    for await (const x of q) b += x;
    q.body = JSON.parse(b);
    s.status = c => ((s.statusCode = c), s);
    s.send = v => s.end(typeof v === 'string' ? v : JSON.stringify(v));
    s.header = (k, v) => s.setHeader(k, v);
    await adapter.process(q, s, c => bot.run(c));
  })
  .listen(0, '127.0.0.1', async () => {
    const t = await start({ botUrl: `http://127.0.0.1:${srv.address().port}/api/messages`, people: ['ana', 'bo'] });
    let p = 0,
      f = 0;
    const check = async (n, g) => {
      try {
        await g();
        p++;
        console.log('pass', n);
      } catch (e) {
        f++;
        console.log('FAIL', n, e.message);
      }
    };
    await check('install', () => t.install('ana'));
    await check('echo', async () => {
      await t.says('ana', 'hello');
      await t.waits('ana', m => m.plain === 'echo: hello');
    });
    await check('submit', async () => {
      await t.says('ana', 'card');
      await t.waits('ana', m => m.card);
      await t.presses('ana', 'Send', { values: { Note: 'hi' } });
      await t.waits('ana', m => m.plain === 'submitted hi');
    });
    await check('execute: the presser sees the answered card', async () => {
      const { told } = await t.presses('ana', 'Do', { values: { Note: 'x' } });
      if (!/done/.test(told) || !t.sees('ana', 'ana').some(m => /done/.test(m.plain))) throw new Error(told);
    });
    await check('dialog', async () => {
      await t.presses('ana', 'Form', { values: { Note: 'n' } });
      await t.submits('ana', { Note: 'deep' });
      await t.waits('ana', m => m.plain === 'form deep');
    });
    await check('channel mention', async () => {
      const { conversation } = await t.mentions('bo', 'support', 'hi');
      await t.waits(conversation, m => /echo/.test(m.plain));
    });
    await check('lost answer', async () => {
      t.fail({ match: /POST .*activities/, afterwards: true });
      await t.says('ana', 'gone').catch(() => {});
      await t.waits('ana', m => m.plain === 'echo: gone');
    });
    console.log(`${p} passed, ${f} failed`);
    await t.stop();
    srv.close();
    srv.closeAllConnections();
    process.exitCode = f ? 1 : 0;
  });
