// The main job, told once for every mixture of channels.
import assert from 'node:assert/strict';
import { certificate, uncovered } from './organisation.mjs';
import { numbersIn } from './person.mjs';

/** The rep asks what no article covers and gets a specialist; resolves to the case's number. */
export async function becomesCase({ rita }, question, form = {}) {
  const before = await rita.seat.chat();
  const pressing = () => rita.presses('Get a specialist', { known: before.map(m => m.id) });
  await rita.asks(question);
  await pressing();
  await rita.fillsForm(form, { open: pressing });
  return rita.learnsCaseNumber(before.flatMap(m => numbersIn(m.words)));
}

export const chapters = [
  [
    'a question is answered from the knowledge base, and that solved it',
    async ({ rita }) => {
      await rita.asks(certificate.question);
      const answer = await rita.sees(certificate.title);
      assert.match(answer.words, /Open Settings, Identity, Certificates/);
      for (const button of ['This solved it', 'Get a specialist', 'Why?']) assert.ok(answer.buttons.includes(button), `no "${button}" on: ${answer.words}`);
      await rita.presses('Why?');
      await rita.sees(/confidence/i);
      await rita.presses('This solved it');
      await rita.noLongerMay('This solved it');
    },
  ],
  [
    'a question that is not covered becomes a case with a packet',
    async story => {
      const { ben } = story;
      story.number = await becomesCase(story, uncovered, { 'What have you tried?': 'Restarted the gateway twice' });
      assert.equal(story.number, 'ESC-1001');
      const card = await ben.findsCase(story.number, /QX-7781/);
      assert.match(card.words, /Restarted the gateway twice/);
      assert.match(card.words, /P[1-4]/);
      for (const button of ['Claim', 'Ask the rep', 'Reply to rep', 'Resolve']) assert.ok(card.buttons.includes(button), `no "${button}" on: ${card.words}`);
    },
  ],
  [
    'two claim at once: one has it, the other is told who',
    async story => {
      const { rita, ben, carol, number } = story;
      const claim = (who, card) => who.seat.press(card, 'Claim');
      const [bens, carols] = [await ben.findsCase(number), await carol.findsCase(number)];
      await story.act('both claim', async () => {
        const done = await Promise.allSettled([claim(ben, bens), claim(carol, carols)]);
        const failed = done.find(r => r.status === 'rejected');
        if (failed) throw failed.reason;
      });
      const card = await ben.findsCase(number, /Ben|Carol/);
      story.winner = /Ben/.test(card.words) ? ben : carol;
      story.loser = story.winner === ben ? carol : ben;
      assert.doesNotMatch(card.words, new RegExp(story.loser.called), 'both seem to own it');
      assert.ok(!card.buttons.includes('Claim'), 'Claim is still there');
      await story.loser.isTold(story.winner.called);
      await rita.sees(new RegExp(`${number}[^]*${story.winner.called}|${story.winner.called}[^]*${number}`));
    },
  ],
  [
    'the specialist asks the rep, and the answer reaches the thread',
    async ({ rita, winner, number }) => {
      await winner.fillsFormOfCase(number, 'Ask the rep', 'Which gateway version?');
      await rita.sees('Which gateway version?');
      await rita.says('Gateway 4.2 it says'); // the answer to the bot's own question
      await winner.seesInThread(number, 'Gateway 4.2 it says');
      await rita.repliesTo('Which gateway version?', 'It beeps as well');
      await winner.seesInThread(number, 'It beeps as well');
    },
  ],
  [
    'what specialists write stays inside, what starts with >> crosses',
    async ({ rita, winner, number }) => {
      await winner.writesInThread(number, 'between us: the vendor broke it');
      await winner.writesInThread(number, '>> Clear the manifest cache please');
      await rita.sees('Clear the manifest cache please');
      await rita.doesNotSee('the vendor broke it');
    },
  ],
  [
    'resolved, reopened, resolved again, rated, client told, closed',
    async ({ rita, winner, number }) => {
      const resolve = cure =>
        winner.fillsFormOfCase(number, 'Resolve', {
          'What fixed it': cure,
          'Root cause': 'Stale manifest cache',
          'What was ruled out': 'Network',
          'Tell the client': `${cure}. It is safe to ship again.`,
        });
      await resolve('Cache cleared once');
      await rita.sees('Cache cleared once. It is safe to ship again.');
      await winner.findsCase(number, /resolved by/i); // or the card from before would pass for the reopened one
      await rita.presses('Reopen', { on: 'Cache cleared once' });
      if (await rita.opensForm()) await rita.fillsForm({});
      await winner.findsCase(number, /\[Resolve\]/);
      await resolve('Cache cleared for good');
      await rita.sees('Cache cleared for good. It is safe to ship again.');
      await rita.presses('Send', { on: 'Cache cleared for good', picks: ['5'] });
      await rita.presses('Client told', { on: 'Cache cleared for good' });
      await winner.findsCase(number, /closed/i);
    },
  ],
  [
    'the manager reads the digest: nothing was lost',
    async ({ mia, host }) => {
      await mia.says('digest');
      const line = /questions 2 · finished 2 · open 0 · lost 0/;
      await mia.sees(line);
      const { code, out } = host.verb('digest', '--for', 'mia@example.com');
      assert.equal(code, 0, out);
      assert.match(out, line);
    },
  ],
];
