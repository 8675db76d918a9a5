// Small things that cost trust: commands, edits, odd words, people who may not, buttons of long ago. Told for the mixtures that have them.
import assert from 'node:assert/strict';
import { walk } from '../teams/cards-plain.mjs';
import { certificate } from './organisation.mjs';
import { numbersIn } from './person.mjs';

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
    'called into the middle of a thread, the bot brings the whole thread into the case',
    async ({ slack, rita, ben }) => {
      const before = (await ben.seat.posts()).flatMap(m => numbersIn(m.words));
      const field = await slack.createChannel('field');
      const root = await slack.userSays(field, 'dave', 'Gate nine at Halden is stuck since Tuesday');
      await slack.userSays(field, 'rita', 'The log of its controller says QX-9901', { thread_ts: root.ts });
      assert.equal((await slack.thread(field, root.ts)).filter(m => m.bot).length, 0, 'talk among people is left alone');
      await slack.userSays(field, 'rita', `@${slack.o.botName} specialist`, { thread_ts: root.ts });
      const card = await slack.waitThread(field, root.ts, m => m.bot && /a specialist can take this/i.test(m.plain));
      assert.match(card.plain, /Gate nine at Halden/);
      await slack.act('rita', card.ts, 'Send to specialists', undefined, { seen: card.blocks });
      const theCase = await ben.findsCase('ESC-', /Gate nine at Halden[^]*QX-9901/);
      assert.ok(!before.includes(numbersIn(theCase.words)[0]), 'it is a case of its own');
      assert.match(theCase.words, /rita: the log of its controller/i);
    },
    'slack',
  ],
  [
    'Escalate this on a message in a thread brings the thread, and one that cannot be read says so',
    async ({ slack, ben }) => {
      const field = slack.c('field');
      const root = await slack.userSays(field, 'dave', 'Dock four blinks red');
      const said = await slack.userSays(field, 'dave', 'It says code QX-5512 and hums', { thread_ts: root.ts });
      await slack.messageShortcut('rita', field, said.ts, 'escalate_message');
      await slack.submitModal({}, { user: 'rita' });
      await ben.findsCase('ESC-', /QX-5512 and hums[^]*dave: dock four blinks red/i);
      slack.fail({ method: 'conversations.replies', status: 500, times: 20 });
      const other = await slack.userSays(field, 'dave', 'Dock five smells of fish');
      const unread = await slack.userSays(field, 'dave', 'And QX-5513 is wet', { thread_ts: other.ts });
      await slack.messageShortcut('rita', field, unread.ts, 'escalate_message');
      await slack.submitModal({}, { user: 'rita' });
      await ben.findsCase('ESC-', /QX-5513 is wet[^]*earlier messages of the thread could not be read/i);
    },
    'slack',
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
