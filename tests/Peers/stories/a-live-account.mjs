// A case's card shows the client as the company's own endpoint knows it; the endpoint goes slow, lies and comes back.
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import http from 'node:http';
import { becomesCase } from './the-main-job.mjs';

const facts = {
  account: 'acme',
  tier: 'business',
  arr: 99500,
  renewal: '2028-02-29',
  owner_email: 'mia@example.com',
  lines: [
    { label: 'Contract', value: 'Business, 40 users, until 29 Feb 2028' },
    { label: 'Billing', value: '2 invoices open, 1,200 EUR' },
  ],
};

/** The endpoint: checks time and signature of what it is asked, and answers as `mood` says: well, slow, html, liar. */
export async function startAccounts() {
  const side = { secret: randomBytes(24).toString('hex'), mood: 'well', facts, asked: [], refused: 0 };
  const server = http.createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    const stamp = request.headers['x-escalationbot-timestamp'];
    const signature = `v1=${createHmac('sha256', side.secret).update(`${stamp}.`).update(body).digest('hex')}`;
    if (request.headers['x-escalationbot-signature'] !== signature || Math.abs(Date.now() / 1000 - stamp) > 300) {
      side.refused++;
      return response.writeHead(401).end();
    }
    side.asked.push(JSON.parse(body));
    if (side.mood === 'slow') return setTimeout(() => response.end(JSON.stringify(side.facts)), 20_000).unref();
    if (side.mood === 'html') return response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
    response.end(JSON.stringify(side.mood === 'liar' ? { ...side.facts, account: 'birchwood' } : side.facts));
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  side.url = `http://127.0.0.1:${server.address().port}/account`;
  side.stop = () => (server.closeAllConnections(), server.close());
  return side;
}

const question = 'The loading dock tablet prints barcode QX-7781 upside down';

export const chapters = [
  [
    'the card of a new case shows what the endpoint says, and the rep nothing of it',
    async story => {
      const { ben, rita, accounts } = story;
      story.number = await becomesCase(story, question, { Account: 'Acme' });
      const card = await ben.findsCase(story.number, /Account as of \d\d:\d\d/);
      assert.match(card.words, /Acme Freight · business · renews 29 Feb 2028 · 99,500 a year · looked after by Mia/);
      assert.match(card.words, /Business, 40 users, until 29 Feb 2028/);
      assert.match(card.words, /2 invoices open, 1,200 EUR/);
      assert.deepEqual(Object.keys(accounts.asked[0]).sort(), ['account', 'id', 'type']);
      assert.equal(accounts.refused, 0);
      await rita.doesNotSee(/invoices open/);
    },
  ],
  [
    'the endpoint goes slow: the facts stay, marked as old, and nobody waits for it',
    async ({ ben, rita, accounts, number }) => {
      accounts.mood = 'slow';
      await ben.pressesOnCase(number, 'Reload account');
      await ben.isTold(/Asked for the account/);
      const began = Date.now();
      await rita.asks('How do we renew the signing certificate for single sign-on?');
      await rita.sees(/Choose Renew/);
      assert.ok(Date.now() - began < 10_000);
      const card = await ben.findsCase(number, /⚠ Account as of .*did not answer within 2 seconds/);
      assert.match(card.words, /2 invoices open/);
    },
  ],
  [
    'a case that is made while it answers with a page shows accounts.csv, and health says why',
    async story => {
      const { ben, accounts, host } = story;
      accounts.mood = 'html';
      story.second = await becomesCase(story, 'The reefer gauge of the blue hall shows frost since noon', { Account: 'Birchwood' });
      const card = await ben.findsCase(story.second, /⚠ Account as accounts\.csv says/);
      assert.match(card.words, /Birchwood Clinics · business · renews 15 Apr 2027/);
      await ben.pressesOnCase(story.second, 'Reload account');
      await ben.findsCase(story.second, /something else than the facts/);
      const ready = await (await fetch(`${host.url}/health/ready`)).json();
      assert.match(JSON.stringify(ready), /Cards show accounts\.csv, or older facts, since/);
      accounts.mood = 'liar';
      await ben.pressesOnCase(story.number, 'Reload account');
      await ben.findsCase(story.number, /answered about another account/);
    },
  ],
  [
    'the host dies: the facts are still there, and a press brings new ones',
    async ({ ben, accounts, host, number }) => {
      await host.kill();
      accounts.mood = 'well';
      accounts.facts = { ...facts, lines: [{ label: 'Billing', value: 'All invoices paid' }] };
      await host.start();
      await ben.pressesOnCase(number, 'Claim');
      await ben.findsCase(number, /Ben[^]*(All invoices paid|2 invoices open)/);
      await ben.pressesOnCase(number, 'Reload account');
      const card = await ben.findsCase(number, /All invoices paid/);
      assert.match(card.words, /Account as of \d\d:\d\d/);
      assert.doesNotMatch(card.words, /⚠ Account/);
      const ready = await (await fetch(`${host.url}/health/ready`)).json();
      assert.doesNotMatch(JSON.stringify(ready), /older facts, since/);
    },
  ],
];
