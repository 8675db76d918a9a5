// One matter from its first question to the last client told: two cases of it, a colleague away, departments, money that a manager decides about, a
// promise, a merge. In the stories with kills the host dies in the middle of every step.
import assert from 'node:assert/strict';
import { becomesCase } from './the-main-job.mjs';

export const chapters = [
  [
    'two questions about the same become two cases, and Ben has the first',
    async story => {
      const { ben } = story;
      story.mayRepeat.push(/^Sent to Rita/); // in Teams a person's private words stand in their chat
      story.first = await becomesCase(story, 'The loading dock tablet prints barcode QX-7781 upside down', { Account: 'Acme' });
      story.second = await becomesCase(story, 'The gate printer of hall four shows QX-7781 as a mirror image');
      assert.notEqual(story.first, story.second);
      await ben.pressesOnCase(story.first, 'Claim');
      await ben.findsCase(story.first, /Ben has it|Ben/);
    },
  ],
  [
    'Carol says that she is away, and the form that hands a case over says so',
    async ({ carol, ben, first }) => {
      await carol.says('away until tomorrow');
      await carol.sees(/You are away until/i); // her welcome names the words, too
      await ben.pressesOnCase(first, 'Transfer');
      assert.ok(await ben.opensForm(15000));
      const { fields } = ben.seat.form();
      assert.ok(
        fields.some(f => f.choices.some(c => /Carol.*away until/i.test(c))),
        `nobody is away in: ${JSON.stringify(fields)}`,
      );
    },
  ],
  [
    'two departments are asked; one asks back, is answered, and both are done',
    async ({ ben, rita, first }) => {
      for (const department of ['Finance', 'Legal']) {
        await ben.fillsFormOfCase(first, 'Department', { 'Which department?': department });
        await ben.findsCase(first, new RegExp(`${department}\\W*Asked`));
      }
      await rita.sees(/Waits for Finance|Waits for Legal/);
      await ben.pressesOnCase(first, 'Need info', [], /Finance/);
      await ben.fillsForm('Which invoice is it?', { open: () => ben.opensRequest(first, 'Finance', 'Need info') });
      await ben.seesInThread(first, 'Which invoice is it?');
      await ben.pressesInThread(first, 'Answer Finance');
      await ben.fillsForm('INV-4711', { open: () => ben.opensInThread(first, 'Answer Finance') });
      for (const [department, words] of [
        ['Finance', 'A credit note is due'],
        ['Legal', 'We may answer'],
      ]) {
        await ben.pressesOnCase(first, 'Done', [], new RegExp(department));
        await ben.fillsForm(words, { open: () => ben.opensRequest(first, department, 'Done') });
        await ben.seesInThread(first, words);
      }
      await ben.findsCase(first, /Finance\W*Done by Ben[^]*Legal\W*Done by Ben/);
    },
  ],
  [
    'money beyond Ben goes to the manager, who grants it once',
    async ({ ben, mia, first }) => {
      await ben.fillsFormOfCase(first, 'Credit', { 'Amount in EUR': '400', Reason: 'two lost days' });
      await mia.sees(/400/);
      await mia.presses('Approve', { on: '400' });
      await mia.noLongerMay('Approve', '400');
      await ben.seesInThread(first, /400[^]*(granted|approved)|(granted|approved)[^]*400/i);
    },
  ],
  [
    'what Ben promises stands on the card',
    async ({ ben, rita, first }) => {
      await ben.writesInThread(first, '>> You have the fix within two days');
      await rita.sees('You have the fix within two days');
      await ben.findsCase(first, /within two days/);
    },
  ],
  [
    'a promise for the next minutes is not kept: the card says so, and he hears it',
    async story => {
      const { ben, first } = story;
      const at = new Date(Date.now() + 90_000).toISOString().slice(11, 16);
      await ben.writesInThread(first, `>> I call you back by ${at}`);
      await ben.findsCase(first, /call you back/);
      await ben.findsCase(first, /broken[^]*call you back/, 200_000);
      await ben.sees(/what was promised has passed/, 20_000);
    },
  ],
  [
    'the second case is worked on as the first, and Rita hears everything under both numbers',
    async ({ ben, rita, first, second }) => {
      await ben.fillsFormOfCase(second, 'Merge', { 'Number of the case that goes on': first });
      await ben.findsCase(second, new RegExp(`Worked on as ${first}`));
      await rita.sees(new RegExp(`${second} is the same problem`));
      await ben.writesInThread(first, '>> Both printers get the new font');
      for (const number of [first, second]) await rita.sees(new RegExp(`${number}[^]*Both printers get the new font`));
      await rita.says(`${second} the gate printer beeps as well`);
      await ben.seesInThread(first, new RegExp(`\\(${second}\\) adds[^]*beeps as well`));
    },
  ],
  [
    'one outcome, two clients told, and nothing is lost',
    async ({ ben, rita, mia, first, second }) => {
      await ben.fillsFormOfCase(first, 'Resolve', { 'What fixed it': 'A new font', 'Tell the client': 'Both print upright again.' });
      for (const number of [first, second]) {
        await rita.sees(new RegExp(`${number}[^]*Both print upright again`));
        await rita.presses('Client told', { on: number });
        await ben.findsCase(number, /closed/i);
      }
      // Each card names the other case and how it stands: only when no button is left are both closed.
      await rita.noLongerMay('Client told', 'Both print upright again');
      await mia.says('digest');
      await mia.sees(/questions 2 · finished 2 · open 0 · lost 0/);
    },
  ],
];
