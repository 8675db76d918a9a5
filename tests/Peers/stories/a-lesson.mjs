// A case that became an article that answered the next question.
import assert from 'node:assert/strict';
import { sleep } from './host.mjs';
import { becomesCase } from './the-main-job.mjs';

const question = 'The loading dock tablet prints barcode QX-7781 upside down';
const title = 'Barcodes are printed upside down';

export const chapters = [
  [
    'a question that no article covers is solved by Ben',
    async story => {
      const { ben, rita } = story;
      story.number = await becomesCase(story, question, { Account: 'Acme' });
      await ben.pressesOnCase(story.number, 'Claim');
      await ben.fillsFormOfCase(story.number, 'Resolve', {
        'What fixed it': 'Choose the font Upright under Printer, Fonts.',
        'Root cause': 'The tablet lost its font',
        'Tell the client': 'Choose the font Upright.',
      });
      await rita.presses('Client told', { on: story.number });
      await ben.findsCase(story.number, /closed/i);
    },
  ],
  [
    'Ben writes an article from it, and may not approve it himself',
    async ({ ben, number }) => {
      await ben.fillsFormOfCase(number, 'Write article', { Title: title });
      const card = await ben.findsCase('Article for review', /Choose the font Upright/);
      assert.doesNotMatch(card.words, /Acme/);
      await ben.pressesOnCase('Article for review', 'Approve');
      await ben.isTold(/You wrote it/);
      assert.doesNotMatch((await ben.findsCase('Article for review')).words, /Published/);
    },
  ],
  [
    'Carol approves it, and it answers the next question',
    async ({ ben, carol, rita }) => {
      await carol.pressesOnCase('Article for review', 'Approve');
      await ben.findsCase('Article for review', /Published, approved by Carol/);
      // What is published is found within two seconds.
      await sleep(8000);
      await rita.asks('Why are barcodes printed upside down by the dock tablet?');
      const answer = await rita.sees(title);
      assert.match(answer.words, /Choose the font Upright/);
      await rita.presses('This solved it', { on: title });
    },
  ],
];
