// A criterion edited, replayed, published by two, a message judged by it, rolled back, and the next message judged by the old ones.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { until } from '../slack/common.mjs';

const file = story => path.join(story.host.settings['Organisation:Folder'], 'criteria.yaml');
const words = 'the harbour crane hums a slow waltz';
const added = `  - id: waltz
    when: { words: ["slow waltz"] }
    then: { escalate: now, queue: billing, priority: p1 }
    why: Cranes do not dance.
    examples: { escalate: ["${words}"], leave: ["the crane stands still"] }
`;

/** A page is too long to be shown with what it lacks. */
const shows = (page, pattern) => assert.ok(pattern.test(page), `the page does not show ${pattern}: ${page.match(/<p[^>]*role="(?:alert|status)">[^<]*/)?.[0]}`);

/** A manager's browser, signed in by the link that the bot sends. */
class Browser {
  constructor(host) {
    this.host = host;
    this.cookies = new Map();
  }
  async signsIn(person) {
    await person.says('console');
    const [, code] = JSON.stringify(await person.sees(/sign/i)).match(/login\/link\/([\w-]+)/);
    await this.#send('/login/link', { code });
    assert.ok(this.cookies.size, 'no session');
    return this;
  }
  async #send(at, fields) {
    const headers = { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '), 'sec-fetch-site': 'same-origin', accept: 'text/html' };
    const answer = await fetch(this.host.url + at, { method: fields ? 'POST' : 'GET', headers, redirect: 'manual', body: fields && new URLSearchParams(fields) });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
      this.cookies.set(name, value);
    }
    return (await answer.text()).replace(/&#x([0-9A-F]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)));
  }
  reads(query = '') {
    return this.#send(`/console/criteria${query}`);
  }
  /** Presses a button of the page, with what its form holds. */
  async presses(what, fields = {}) {
    const page = await this.reads();
    const part = what === 'roll_back' ? page.slice(page.indexOf('id="ended"')) : page;
    const hidden = name => part.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1] ?? '';
    return this.#send('/console/criteria', { what, draft: hidden('draft'), version: hidden('version'), base: hidden('base'), ...fields });
  }
}

export const chapters = [
  [
    'Mia signs in by the link from her chat, edits a draft and sees what is wrong with it',
    async story => {
      const { mia, otto, rita, host } = story;
      await rita.asks(words);
      await rita.sees(/specialist/i);
      story.old = fs.readFileSync(file(story), 'utf8');
      story.fresh = story.old.trimEnd() + '\n' + added;
      story.mias = await new Browser(host).signsIn(mia);
      story.ottos = await new Browser(host).signsIn(otto);
      const broken = await story.mias.presses('save', { text: story.fresh.replace('billing, priority: p1 }\n    why: Cranes', 'nowhere, priority: p1 }\n    why: Cranes') });
      shows(broken, /Saved and checked/);
      shows(broken, /'nowhere' is no queue/);
      assert.ok(!/value="ask"/.test(broken), 'what has errors may not be published');
      shows(await story.mias.presses('save', { text: story.fresh }), /value="ask"/);
      assert.equal(fs.readFileSync(file(story), 'utf8'), story.old);
    },
  ],
  [
    'a replay says what would have moved',
    async story => {
      const page = await story.mias.reads('?days=30');
      shows(page, /In 30 days 1 of 1 questions change: 1 newly escalated/);
      shows(page, /→ escalate \(billing, p1\)/);
    },
  ],
  [
    'Otto publishes, not Mia; the host dies meanwhile, and the file is there whole',
    async story => {
      const { mias, ottos, otto, host } = story;
      await mias.presses('ask');
      await otto.sees(/Mia asks you to read new criteria/);
      shows(await mias.presses('publish'), /another manager publishes it/);
      const dying = ottos.presses('publish').catch(() => null);
      await new Promise(done => setTimeout(done, 40));
      await host.kill();
      await dying;
      assert.ok([story.old, story.fresh].includes(fs.readFileSync(file(story), 'utf8')), 'the file is neither the old nor the new one');
      await host.start();
      if (/value="publish"/.test(await ottos.reads())) await ottos.presses('publish');
      await until(() => fs.readFileSync(file(story), 'utf8') === story.fresh, { timeout: 10_000, every: 100, what: 'the new file' });
      await until(async () => /Since the publication/.test(await ottos.reads()), { timeout: 10_000, every: 200, what: 'the new criteria in force' });
    },
  ],
  [
    'the next message is judged by the new criterion',
    async story => {
      await story.rita.asks(`Today ${words} again`);
      story.number = await story.rita.learnsCaseNumber();
      await story.ben.findsCase(story.number, /P1/);
    },
  ],
  [
    'rolled back by one, the next message is judged by the old ones',
    async story => {
      shows(await story.mias.presses('roll_back'), /former criteria are put back/);
      assert.equal(fs.readFileSync(file(story), 'utf8'), story.old);
      // What comes unasked goes to where he talks, though he pressed a button of the console last.
      await story.otto.sees(/Mia rolled back the criteria that Mia wrote/);
      await until(async () => !/is not the one in force/.test(await story.mias.reads()), { timeout: 10_000, every: 200, what: 'the old criteria in force' });
      const known = (await story.rita.seat.chat()).length;
      await story.rita.asks(`And ${words} in the evening, at the other pier`);
      const answer = await until(async () => (await story.rita.seat.chat()).slice(known).at(-1), { timeout: 15_000, every: 100, what: 'an answer' });
      assert.doesNotMatch(answer.words, /ESC-1002/);
      const verified = story.host.verb('audit', 'verify');
      assert.equal(verified.code, 0, verified.out);
    },
  ],
];
