// An outage from the first report to the last client told. In the stories with kills the host dies in the middle of every step.
import assert from 'node:assert/strict';
import { becomesCase } from './the-main-job.mjs';

const clients = ['Acme Freight', 'Birchwood Clinics', 'Cobalt Cold Storage', 'Dorado Seeds'];
const report = client => `The dock scanner of ${client} shows QX-9911 at every gate`;
/** The incident's card, by what stands on no other one. */
const declared = 'declared by Ben';

export const chapters = [
  [
    'four clients report the same thing, and the place of the queue is told that it looks like one problem',
    async story => {
      story.numbers = [];
      for (const client of clients) story.numbers.push(await becomesCase(story, report(client)));
      assert.equal(new Set(story.numbers).size, 4);
      const card = await story.ben.findsCase('Looks like one problem', /4 reports from 4 accounts/);
      for (const number of story.numbers) assert.match(card.words, new RegExp(number));
      assert.ok(card.buttons.includes('Declare'), card.words);
    },
  ],
  [
    'one press declares it, one more attaches the cases, and each hears it once',
    async ({ ben, rita, numbers }) => {
      await ben.pressesOnCase('Looks like one problem', 'Declare');
      await ben.findsCase(declared, /Looks alike and does not belong to it yet/);
      await ben.pressesOnCase(declared, 'Attach 4 cases');
      await ben.findsCase(declared, /4 cases of 4 accounts/);
      for (const number of numbers) await rita.sees(new RegExp(`${number}: known problem`));
    },
  ],
  [
    'an answer on the topic begins with it, and a new case joins by itself',
    async story => {
      const { ben, rita } = story;
      await rita.asks('Eastgate Mutual: their dock scanner shows QX-9911 too');
      await rita.sees(/^\W*Known problem: /);
      story.numbers.push(await becomesCase(story, 'QX-9911 on the dock scanner of Fenn & Rye'));
      await ben.findsCase(declared, /5 cases of 5 accounts/);
      await rita.sees(new RegExp(`${story.numbers[4]}: known problem`));
    },
  ],
  [
    'everybody who waits gets the update',
    async ({ ben, rita, numbers }) => {
      await ben.fillsFormOfCase(declared, 'Update', {
        'What is new, for reps?': 'The scanners get a new certificate within the hour',
        'Words that clients may have': 'We replace a certificate. It takes an hour at most.',
      });
      for (const number of numbers) await rita.sees(new RegExp(`${number}[^]*new certificate within the hour[^]*It takes an hour at most`));
    },
  ],
  [
    'it is fixed when each rep has looked, and the last client is told',
    async ({ ben, rita, mia, numbers }) => {
      await ben.fillsFormOfCase(declared, 'Fixed', { 'What fixed it': 'A new certificate', 'Tell the client': 'The scanners work again.' });
      await ben.findsCase('Fixed by Ben', /0 verified/);
      for (const number of numbers) {
        await rita.presses('Verified', { on: new RegExp(`${number}[^]*is said to be fixed`) });
        await rita.presses('Client told', { on: new RegExp(`${number}[^]*The scanners work again`) });
        await ben.findsCase(number, /closed/i);
      }
      await ben.findsCase('Fixed by Ben', /5 verified · 0 still broken · 0 to be verified/);
      await mia.says('digest');
      await mia.sees(/lost 0/);
    },
  ],
];
