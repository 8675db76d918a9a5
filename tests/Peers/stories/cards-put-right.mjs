// What people did on the platforms while the bot was away is put right after its start, and the manager's digest counts it.
import assert from 'node:assert/strict';
import { until } from '../slack/common.mjs';
import { sleep } from './host.mjs';
import { becomesCase } from './the-main-job.mjs';

// The first look comes some seconds after the start, and asks at its own pace; a killed process holds the right to look for 45 seconds.
const soon = 100_000;

export const chapters = [
  [
    'a case is claimed, and its card is deleted while the bot is away: it stands there again, and goes on',
    async story => {
      const { rita, ben, host, slack, teams } = story;
      story.number = await becomesCase(story, 'The loading dock tablet prints barcode QX-7781 upside down');
      await ben.pressesOnCase(story.number, 'Claim');
      story.first = await ben.findsCase(story.number, /Ben/);
      // What the claim says is on its way no more: no edit of its own finds out that the card is gone.
      await sleep(3000);
      await host.kill();
      if (ben.seat.channel === 'slack') assert.ok((await slack.api('chat.delete', { channel: slack.c('specialists'), ts: story.first.id }, 'BOT')).ok);
      else teams.vanishes(story.first.id);
      assert.ok(!(await ben.seat.posts()).some(m => m.words.includes(story.number)));
      await host.start();
      const again = await ben.findsCase(story.number, /Ben/, soon);
      assert.notEqual(again.id, story.first.id);
      await ben.writesInThread(story.number, '>> the driver is known, try version 7');
      await rita.sees('the driver is known');
    },
  ],
  [
    'a second card that no row knows says that it is none, and words under it reach the case',
    async story => {
      const { ben, host, rita, slack } = story;
      await host.kill();
      const card = await ben.findsCase(story.number, /Ben/);
      const twin = await slack.api(
        'chat.postMessage',
        { channel: slack.c('specialists'), text: 'a twin', blocks: card.blocks, bot_id: slack.o.botId, app_id: slack.o.appId, metadata: { event_type: 'escalationbot', event_payload: { key: 'of a lost database', slot: `case:${story.number}:card` } } },
        'BOT',
      );
      assert.ok(twin.ok, twin.error);
      await host.start();
      const now = async () => (await ben.seat.posts()).find(m => m.id === twin.ts);
      await until(async () => /This is not the card of/.test((await now()).words), { timeout: soon, what: 'the twin says that it is none' });
      assert.deepEqual((await now()).buttons, []);
      await ben.seat.saysInThread(await now(), '>> and reset its tray')();
      await rita.sees('reset its tray');
      assert.ok((await ben.findsCase(story.number, /Ben/)).buttons.includes('Resolve'));
    },
    'slack',
  ],
  [
    'the channel is archived and made anew while the bot is away: the open case has its card in the new one',
    async story => {
      const { ben, host, rita, slack } = story;
      await host.kill();
      await slack.madeAnew('specialists');
      assert.equal((await ben.seat.posts()).length, 0);
      await host.start();
      await ben.findsCase(story.number, /Ben/, soon);
      await ben.writesInThread(story.number, '>> we meet again here');
      await rita.sees('we meet again here');
    },
    'slack',
  ],
  [
    'the digest counts what was put right',
    async ({ mia }) => {
      await mia.says('digest');
      await mia.sees(/(message|messages) that (was|were) gone, or stood there twice/);
    },
  ],
];
