// What a rep can settle before there is a case: what was agreed with a client, a word from a colleague. And what a case learns from having been asked back.
import assert from 'node:assert/strict';
import { becomesCase } from './the-main-job.mjs';

const question = 'The loading dock tablet prints barcode QX-7781 upside down since Tuesday';

export const chapters = [
  [
    'what was agreed with a client is answered with its document and every change',
    async ({ rita }) => {
      await rita.asks('What is the notice period of Acme Freight?');
      const answer = await rita.sees(/60 days' notice/);
      assert.match(answer.words, /Order form 2026/);
      assert.match(answer.words, /Master agreement[^]*90 days' notice/);
    },
  ],
  [
    'a colleague is asked about a question, and answers in their own chat; no case comes of it',
    async ({ rita, ben }) => {
      await rita.asks(question);
      await rita.presses('Ask a colleague', { on: /no article covers/i });
      await rita.fillsForm({ 'Which colleague?': 'Ben', 'What do you want to know?': 'Barcode QX-7781 upside down: have you seen that?' });
      await rita.isTold(/Sent to Ben, who is to answer/);
      const asked = await ben.sees(/Rita asks you[^]*Barcode QX-7781 upside down/);
      assert.doesNotMatch(asked.words, /since Tuesday/, 'whoever is asked gets what was typed for them');
      await ben.presses('Answer', { on: /Rita asks you/ });
      await ben.fillsForm('Turn the label roll around.');
      const answer = await rita.sees(/Ben answers[^]*Turn the label roll around/);
      assert.ok(answer.buttons.includes('Get a specialist'));
      assert.deepEqual((await ben.seat.posts()).filter(m => /QX-7781/.test(m.words)), [], 'the queue knows nothing of it');
    },
  ],
  [
    'when it becomes a case after all, what the colleague said is on the card',
    async story => {
      const { rita, ben } = story;
      await rita.presses('Get a specialist', { on: /Turn the label roll around/ });
      await rita.fillsForm({});
      story.number = await rita.learnsCaseNumber();
      await ben.findsCase(story.number, /Turn the label roll around/);
    },
  ],
  [
    'what the specialist has to ask back is proposed as a field to who answers for the criteria',
    async ({ rita, ben, mia, number }) => {
      await ben.pressesOnCase(number, 'Claim');
      await ben.fillsFormOfCase(number, 'Category', { 'What is it about?': 'technical' });
      await ben.fillsFormOfCase(number, 'Ask the rep', 'Which firmware does the tablet have?');
      await rita.sees(/Which firmware does the tablet have/);
      await rita.says('4.2.1');
      await ben.seesInThread(number, /4\.2\.1/);
      await ben.fillsFormOfCase(number, 'Resolve', {
        'What fixed it': 'An update of the firmware.',
        'Tell the client': 'Please update the tablet.',
        'Could you act without asking back?': 'No, something was missing',
      });
      const told = await mia.sees(new RegExp(`Before ${number} could be acted on, Ben had to ask back`));
      assert.match(told.words, /Asked in 1 case of the category technical/);
      assert.match(told.words, /id:\sfirmware_tablet, label: "Firmware tablet"/);
    },
  ],
  [
    'a promise to a client elsewhere is kept by their clocks, and the card says both times',
    async story => {
      const { ben } = story;
      const second = await becomesCase(story, 'Kestrel Aerosurvey: the reefer gauge of the blue hall shows frost since noon', { Account: 'Kestrel' });
      await ben.pressesOnCase(second, 'Claim');
      await ben.writesInThread(second, '>> It will be fixed by tomorrow noon.');
      const card = await ben.findsCase(second, /by [^·]*client time/);
      assert.match(card.words, /12:00 client time \([^)]*\d\d:00 here\)/);
      assert.match(card.words, /America\/Denver time/);
    },
  ],
];
