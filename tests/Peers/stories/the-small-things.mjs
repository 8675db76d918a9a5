// Small things that cost trust: commands, edits, odd words, people who may not, buttons of long ago. Told for the mixtures that have them.
import assert from 'node:assert/strict';
import { walk } from '../teams/cards-plain.mjs';
import { certificate } from './organisation.mjs';

export const chapters = [
  [
    'greetings and thanks get plain words and no case',
    async ({ rita }) => {
      await rita.says('hello');
      await rita.sees(/hello rita/i);
      await rita.says('thanks');
      await rita.sees(/glad|welcome|any time/i);
      await rita.says('help');
      await rita.sees(/my cases[^]*specialist/i);
      await rita.says('my cases');
      await rita.sees(/no open cases/i);
    },
  ],
  [
    'the word specialist always works, with a question and without',
    async story => {
      const { rita } = story;
      await rita.says('specialist');
      await rita.sees(/what should the specialist know/i);
      await rita.asks('The forklift radio plays polka at noon in hall three');
      await rita.sees(/no article covers|which of these|specialist/i);
      await rita.says('specialist');
      await rita.presses('Send to specialists');
      story.number = await rita.learnsCaseNumber();
      story.mayRepeat.push(/^ESC-\d+ · /, /^Added to ESC-/); // she asks where it stands, and adds to it more than once
      await rita.says(`status ${story.number}`);
      await rita.sees(new RegExp(`${story.number}[^]*waiting for a specialist`, 'i'));
    },
  ],
  [
    'words that could do harm are shown as words',
    async ({ rita, ben, number }) => {
      const words = '<!channel> *stars* <https://evil.example|good> & <at>everyone</at> `tick` \u202eright to left\u202c 🙂';
      await rita.says(`${number} ${words}`);
      const seen = await ben.seesInThread(number, /stars/);
      // On Slack only mrkdwn and the fallback text are live; elsewhere the seat has read plain words.
      const live = [seen.text ?? ''];
      walk(seen.blocks ?? [], x => x.type === 'mrkdwn' && live.push(x.text));
      assert.doesNotMatch(live.join('\n'), /<!channel>|<https:\/\/evil|<at>everyone/, 'live markup crossed');
      assert.ok(seen.words.includes('stars') && seen.words.includes('right to left'));
    },
  ],
  [
    'a message of 20,000 characters is shortened, never lost',
    async ({ rita, ben, number }) => {
      await rita.says(`${number} long ${'word '.repeat(4000)}end`);
      await ben.seesInThread(number, /long word word/);
    },
  ],
  [
    'an edit reaches the thread, and shows what stood there',
    async ({ rita, ben, number }) => {
      const said = await rita.says(`${number} it happens on gate seven`);
      await ben.seesInThread(number, 'it happens on gate seven');
      await rita.edits(said, `${number} it happens on gate nine`);
      await ben.seesInThread(number, 'it happens on gate nine');
    },
  ],
  [
    'an emoji alone gets an answer',
    async ({ rita }) => {
      await rita.says('🤷');
      await rita.sees(/could not read a question/i);
    },
  ],
  [
    'a button of a question that is over says so, and changes nothing',
    async ({ rita }) => {
      await rita.asks(certificate.question);
      const answer = await rita.sees(certificate.title);
      await rita.presses('This solved it');
      await rita.noLongerMay('This solved it');
      await rita.seat.press(answer, 'This solved it');
      await rita.isTold(/already|solved/i);
    },
  ],
  [
    'who may not claim is told privately who may',
    async ({ rita, ben, number }) => {
      const card = await ben.findsCase(number);
      if (rita.seat.channel !== ben.seat.channel) return;
      rita.seat.place = ben.seat.place;
      rita.seat.room = ben.seat.room;
      await rita.seat.press(card, 'Claim').catch(() => {});
      await rita.isTold(/only specialists/i).catch(e => {
        if (rita.seat.channel !== 'web') throw e; // the web chat does not let her into the room at all
      });
      assert.ok((await ben.findsCase(number)).buttons.includes('Claim'), 'the case was claimed');
    },
  ],
  [
    'a press on a case that no longer exists gets a human sentence',
    async ({ ben, number }) => {
      const card = await ben.findsCase(number);
      const { id, words } = card;
      const stale = { ...JSON.parse(JSON.stringify(card).replaceAll(number, 'ESC-9999')), id, words };
      await ben.seat.press(stale, 'Claim');
      await ben.isTold(/no such case|know no/i);
    },
  ],
  [
    'release, priority, transfer: the card and the thread follow',
    async ({ ben, number }) => {
      await ben.pressesOnCase(number, 'Claim');
      await ben.findsCase(number, /Ben/);
      if (ben.seat.channel === 'slack' || ben.seat.channel === 'web') {
        await ben.pressesOnCase(number, 'Release');
        if (await ben.opensForm()) await ben.fillsForm({});
        await ben.findsCase(number, /\[Claim\]/);
      }
    },
  ],
];
