// Bad days: the platforms refuse, forget to answer, ask for patience. What people see in the end is the same, once.
import assert from 'node:assert/strict';
import { sleep } from './host.mjs';
import { certificate } from './organisation.mjs';
import { until } from '../slack/common.mjs';
import { becomesCase } from './the-main-job.mjs';

export const chapters = [
  [
    'Slack posts and the answer is lost: the card is found and adopted',
    async story => {
      const { slack, ben } = story;
      slack.fail({ method: 'chat.postMessage', afterwards: true, when: a => a.channel === slack.c('specialists') });
      const number = (story.number = await becomesCase(story, 'The loading dock tablet prints barcode QX-7781 upside down'));
      await ben.findsCase(number);
      await ben.pressesOnCase(number, 'Claim');
      await ben.findsCase(number, /Ben/);
      assert.equal((await ben.seat.posts()).filter(m => m.words.includes(number)).length, 1);
    },
    'slack',
  ],
  [
    'Slack answers 500 and then 429: it waits, and says everything once',
    async ({ slack, rita, ben, number }) => {
      slack.fail({ method: 'chat.postMessage', status: 503, times: 2 });
      await ben.writesInThread(number, '>> first words');
      await rita.sees('first words', 20000);
      slack.rateLimit({ method: 'chat.postMessage', retryAfter: 2, times: 1 });
      const from = slack.calls.length;
      await ben.writesInThread(number, '>> second words');
      await rita.sees('second words', 20000);
      const posts = slack.calls.slice(from).filter(c => c.method === 'chat.postMessage');
      assert.ok(posts[1].at - posts[0].at >= 1900, `asked again after ${posts[1].at - posts[0].at} ms instead of 2 s`);
    },
    'slack',
  ],
  [
    'Slack cannot say who somebody is for a while: their question waits, and is answered',
    async ({ slack, rita }) => {
      slack.fail({ method: 'users.info', status: 500, times: 3 });
      await rita.says('my cases');
      await rita.sees(/ESC-1001/, 20000);
    },
    'slack',
  ],
  [
    'the same message under two event ids is answered once',
    async ({ slack, rita }) => {
      await rita.says('help');
      await rita.sees(/what i can do/i);
      const event = JSON.parse(slack.deliveries.findLast(d => /"text":"help"/.test(d.body) && /events/.test(d.kind)).body);
      for (const event_id of [event.event_id, 'Ev0000SECOND', 'Ev00000THIRD']) await slack.deliverEvent({ ...event, event_id });
      await sleep(1500);
      assert.equal((await rita.seat.chat()).filter(m => /what i can do/i.test(m.words)).length, 1);
    },
    'slack',
  ],
  [
    'Socket Mode is refreshed and cut: nothing said meanwhile is lost',
    async story => {
      const { slack, rita } = story;
      if (!story.socket) return;
      slack.socketDisconnect('refresh_requested');
      await rita.says('thanks');
      await rita.sees(/glad|any time/i, 20000);
      for (const c of slack.conns) c.ws.terminate();
      await rita.says('hello');
      await rita.sees(/hello rita/i, 30000);
    },
    'slack',
  ],
  [
    'the bot is invited to a channel it was not in: it joins by itself',
    async ({ slack }) => {
      assert.ok(slack.botIn.has(slack.c('specialists')));
    },
    'slack',
  ],
  [
    'Teams asks for patience, and the connector stumbles: everything is said once',
    async story => {
      const { teams, rita } = story;
      teams.fail({ match: /^POST .*activities/, status: 429, retryAfter: 1 });
      teams.fail({ match: /^POST .*activities/, status: 502 });
      const from = teams.calls.length;
      await rita.says('help');
      await rita.sees(/what i can do/i, 20000);
      const posts = teams.calls.slice(from).filter(c => c.method === 'POST' && /activities/.test(c.url) && c.body?.type !== 'typing');
      assert.ok(posts[1].at - posts[0].at >= 900, `asked again after ${posts[1].at - posts[0].at} ms instead of 1 s`);
      assert.equal((await rita.seat.chat()).filter(m => /what i can do/i.test(m.words)).length, 1);
    },
    'teams',
  ],
  [
    'Teams loses the answer to a post: it is said again, and says so',
    async ({ teams, rita }) => {
      teams.fail({ match: /^POST .*activities/, afterwards: true });
      await rita.says('thanks');
      await rita.sees(/glad|any time/i, 20000);
      await sleep(4000);
      const said = (await rita.seat.chat()).filter(m => /glad|any time/i.test(m.words));
      assert.ok(said.length === 1 || said.slice(1).every(m => /sent again/i.test(m.words)), said.map(m => m.words).join(' | '));
    },
    'teams',
  ],
  [
    'of an article that was said twice both copies become true when they are looked at',
    async ({ teams, rita }) => {
      teams.fail({ match: /^POST .*activities/, afterwards: true, when: body => /This solved it/.test(JSON.stringify(body)) });
      await rita.asks(certificate.question);
      const copies = async () => (await rita.seat.chat()).filter(m => m.buttons.includes('This solved it'));
      await until(async () => (await copies()).length === 2, { timeout: 20000, what: 'the second copy' });
      assert.match((await copies())[1].words, /sent again/i);
      await rita.presses('This solved it');
      await rita.noLongerMay('This solved it');
    },
    'teams',
  ],
];
