// A verdict that was wrong: the rep on Teams and a specialist on Slack say what would have been right, whoever answers for the rule hears it once, and a replay counts it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { sleep } from './host.mjs';

const question = 'How do we renew the signing certificate for single sign-on? Nothing works';
const told = /Wrong verdict: /;

/** What `replay` says of labelled messages under the criteria without the rule that decided. */
async function replayed(story) {
  const folder = story.host.settings['Organisation:Folder'];
  const other = path.join(folder, '..', 'other-criteria.yaml');
  const [head, ...rules] = fs.readFileSync(path.join(folder, 'criteria.yaml'), 'utf8').split(/^(?=  - id: )/m);
  fs.writeFileSync(other, [head, ...rules.filter(rule => !/^  - id: production-outage\n/.test(rule))].join(''));
  const { out } = story.host.verb('replay', '--criteria', other);
  // The verb held up the platforms, which stand in this process: connections that ended meanwhile are seen first.
  await sleep(1000);
  return out;
}

export const chapters = [
  [
    'a rule makes a case of what an article answers, and Ben says so from the menu of the case',
    async story => {
      const { ben, rita, mia } = story;
      await mia.says('hello');
      await rita.asks(question);
      story.number = await rita.learnsCaseNumber();
      await ben.findsCase(story.number, /P1/);
      await ben.fillsFormOfCase(story.number, 'Wrong verdict', { 'Right verdict': 'Answer with an article', 'Why?': 'The article on the certificate says it.' });
      await ben.isTold(/Noted, and Mia is told/);
      const card = await mia.sees(told);
      assert.match(card.words, /Ben: right would be Answer with an article/);
      assert.match(card.words, /Decided: Case at once · Technical · P1/);
      assert.match(card.words, /The article on the certificate says it\./);
      assert.match(await replayed(story), /Of 1 labelled messages \(Wrong verdict\) right before 0, now [01]\./);
    },
  ],
  [
    'Rita says otherwise on her own card while the host dies: Mia has both in one message, and the replay counts neither',
    async story => {
      const { rita, mia } = story;
      const open = () => rita.presses('Wrong verdict', { on: story.number });
      await open();
      await story.dying(() => rita.fillsForm({ 'Right verdict': 'Offer articles', 'Why?': 'I wanted to choose.' }, { open }));
      await rita.isTold(/Noted, and Mia is told/);
      const card = await mia.sees(/Rita: right would be Offer articles/);
      assert.match(card.words, /Ben: right would be Answer with an article/);
      assert.equal((await mia.seat.chat()).filter(m => told.test(m.words)).length, 1, 'it is one message');
      assert.match(await replayed(story), /Labelled differently by several people, not counted: 1\./);
    },
  ],
  [
    'taken back it counts no more',
    async story => {
      const { rita, mia } = story;
      await rita.presses('Take back');
      await rita.isTold(/Taken back\. It counts no more\./);
      await mia.sees(/^(?![\s\S]*Rita: right would be)[\s\S]*Ben: right would be/);
      assert.match(await replayed(story), /Of 1 labelled messages/);
      story.takenBack = true;
    },
    'teams',
  ],
  [
    'Mia dismisses what Ben said, and he hears why',
    async story => {
      const { ben, mia, host, number } = story;
      const open = () => mia.presses(story.takenBack ? 'Dismiss' : `Ben · ${number}`, { on: told });
      await open();
      await mia.fillsForm('Whoever is locked out talks to a person.', { open });
      await ben.isTold(/Mia looked at your “Wrong verdict”/);
      if (story.takenBack) assert.doesNotMatch(await replayed(story), /labelled/i);
      else assert.match(await replayed(story), /Of 1 labelled messages/);
      const verified = host.verb('audit', 'verify');
      assert.equal(verified.code, 0, verified.out);
    },
  ],
];
