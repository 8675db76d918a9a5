// A verdict that was wrong: the rep on Teams and a specialist on Slack say what would have been right, whoever answers for the rule hears it once, and a replay counts it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

const question = 'How do we renew the signing certificate for single sign-on? Nothing works';
const told = /Wrong verdict: /;

/** What `replay` says of labelled messages under the criteria without the rule that decided. */
function replayed(story) {
  const folder = story.host.settings['Organisation:Folder'];
  const other = path.join(folder, '..', 'other-criteria.yaml');
  const [head, ...rules] = fs.readFileSync(path.join(folder, 'criteria.yaml'), 'utf8').split(/^(?=  - id: )/m);
  fs.writeFileSync(other, [head, ...rules.filter(rule => !/^  - id: production-outage\n/.test(rule))].join(''));
  return story.host.verb('replay', '--criteria', other).out;
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
      assert.match(replayed(story), /Of 1 labelled messages \(Wrong verdict\) right before 0, now [01]\./);
    },
  ],
  [
    'Rita says otherwise behind Why: Mia has both in one message, and the replay counts neither',
    async story => {
      const { rita, mia } = story;
      const open = () => rita.presses('Wrong verdict');
      await rita.presses('Why?');
      await open();
      await rita.fillsForm({ 'Right verdict': 'Offer articles', 'Why?': 'I wanted to choose.' }, { open });
      await rita.isTold(/Noted, and Mia is told/);
      const card = await mia.sees(/Rita: right would be Offer articles/);
      assert.match(card.words, /Ben: right would be Answer with an article/);
      assert.equal((await mia.seat.chat()).filter(m => told.test(m.words)).length, 1, 'it is one message');
      assert.match(replayed(story), /Labelled differently by several people, not counted: 1\./);
    },
  ],
  [
    'after a restart it still stands; taken back it counts no more, dismissed Ben hears why',
    async story => {
      const { ben, rita, mia, host } = story;
      await host.kill();
      await host.start();
      await rita.presses('Take back');
      await rita.isTold(/Taken back\. It counts no more\./);
      await mia.sees(/^(?![\s\S]*Rita: right would be)[\s\S]*Ben: right would be/);
      assert.match(replayed(story), /Of 1 labelled messages/);
      const open = () => mia.presses('Dismiss', { on: told });
      await open();
      await mia.fillsForm('Whoever is locked out talks to a person.', { open });
      await ben.isTold(/Mia looked at your “Wrong verdict”/);
      assert.doesNotMatch(replayed(story), /labelled/i);
      const verified = host.verb('audit', 'verify');
      assert.equal(verified.code, 0, verified.out);
    },
  ],
];
