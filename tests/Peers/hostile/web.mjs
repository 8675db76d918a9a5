// Hostile requests to the web chat and the pages: from elsewhere, as somebody else, into places that are closed, malformed.
import assert from 'node:assert/strict';
import { until } from '../slack/common.mjs';
import { badJson, request } from './request.mjs';

const rita = 'rita@example.com',
  ben = 'ben@example.com',
  JSON_TYPE = { 'content-type': 'application/json' };

export async function attackWeb({ tally, host, nothingStored, storedOnce }) {
  const send = (path, body, headers = JSON_TYPE, method = 'POST') =>
    request(`${host.url}${path}`, { method, headers, body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) });
  const refused = (name, statuses, doing) =>
    tally.check(name, () =>
      nothingStored(async () => {
        const r = await doing();
        assert.ok(statuses.includes(r.status), `${r.status} instead of ${statuses.join(' or ')}: ${r.text.slice(0, 200)}`);
        assert.ok(r.ms < 2000, `took ${Math.round(r.ms)} ms`);
      }),
    );
  const hello = { as: rita, conversation: `dm:${rita}`, text: 'forged' };

  // From elsewhere: without a password only loopback may come in, and a tunnel, a proxy or a rebound name is not loopback.
  const elsewhere = [
    ['a name rebound to this machine', { host: 'evil.example' }],
    ['a name that only begins like ours', { host: 'localhost.evil.example' }],
    ['a proxy', { 'x-forwarded-for': '203.0.113.9' }],
    ['a proxy that says Forwarded', { forwarded: 'for=203.0.113.9' }],
    ['a tunnel', { 'x-forwarded-host': 'bot.example.com' }],
    ['nginx', { 'x-real-ip': '203.0.113.9' }],
    ['a gateway', { via: '1.1 gateway' }],
    ['Cloudflare', { 'cf-connecting-ip': '203.0.113.9' }],
    ['Akamai', { 'true-client-ip': '203.0.113.9' }],
  ];
  for (const [who, headers] of elsewhere) {
    await refused(`/webchat/messages: through ${who}`, [401, 403], () => send('/webchat/messages', hello, { ...JSON_TYPE, ...headers }));
    for (const page of ['/', '/Console', '/CONSOLE/cases.csv', '/webchat/people', '/Webchat/People', `/webchat/messages?as=${rita}&conversation=dm:${rita}`])
      await refused(`GET ${page}: through ${who}`, [302, 303, 401, 403], () => send(page, '', headers, 'GET'));
  }
  await refused('/WebChat/messages: a page of another site', [403], () => send('/WebChat/messages', hello, { ...JSON_TYPE, 'sec-fetch-site': 'cross-site' }));
  await refused('/webchat/messages: a page of another site', [403], () => send('/webchat/messages', hello, { ...JSON_TYPE, origin: 'https://evil.example' }));
  await refused('/webchat/messages: a form of another site', [403, 415], () =>
    send('/webchat/messages', 'as=rita', { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' }),
  );
  await refused('/webchat/messages: JSON sent as text', [400, 403, 415], () => send('/webchat/messages', hello, { 'content-type': 'text/plain' }));

  // Bodies
  for (const path of ['/webchat/messages', '/webchat/press', '/webchat/forms/open', '/webchat/forms/submit', '/webchat/reactions'])
    for (const [name, body, statuses] of badJson) await refused(`${path}: ${name}`, statuses, () => send(path, body));

  // People, places and messages that are not theirs, or not there
  const wrong = [
    ['nobody speaks', { ...hello, as: undefined }, [400]],
    ['a stranger speaks', { ...hello, as: 'eve@example.com' }, [400]],
    ['into the chat of another', { ...hello, conversation: `dm:${ben}` }, [403]],
    ['into a room of another channel', { ...hello, conversation: '#specialists' }, [404]],
    ['into a room that does not exist', { ...hello, conversation: 'moon' }, [404]],
    ['into a thread that does not exist', { ...hello, thread: '999999' }, [404]],
    ['a thread that is no number', { ...hello, thread: "1' or 1=1" }, [404]],
    ['nothing', { ...hello, text: '' }, [400, 422]],
    ['a text that is a number', { ...hello, text: 7 }, [400]],
  ];
  for (const [name, body, statuses] of wrong) await refused(`/webchat/messages: ${name}`, statuses, () => send('/webchat/messages', body));
  const press = { as: rita, message: '999999', action: 'claim', data: { case: 'ESC-9999' }, values: {} };
  await refused('/webchat/press: on a message that does not exist', [404], () => send('/webchat/press', press));
  await refused('/webchat/press: without a message', [400, 404], () => send('/webchat/press', { ...press, message: undefined }));
  await refused('/webchat/forms/open: an action nobody knows', [200, 400, 404], () =>
    send('/webchat/forms/open', { as: rita, conversation: `dm:${rita}`, action: 'launch', data: {} }),
  );
  await tally.check('/webchat/press: a button nobody knows gets a private, human sentence', async () => {
    const read = async () => JSON.parse((await send(`/webchat/messages?as=${rita}&conversation=dm:${rita}&after=0`, '', {}, 'GET')).text).messages;
    await send('/webchat/messages', { ...hello, text: 'help' });
    const shown = await until(async () => (await read()).find(m => m.author === 'bot'));
    assert.equal((await send('/webchat/press', { as: rita, message: shown.id, action: 'launch', data: {}, values: {} })).status, 200);
    await until(async () => (await read()).find(m => m.only_you && /no longer/i.test(JSON.stringify(m.card))), { what: 'a private sentence' });
  });
  for (const [method, body] of [
    ['PUT', { as: rita, text: 'x' }],
    ['DELETE', ''],
  ])
    await refused(`${method} /webchat/messages/999999`, [404], () => send(`/webchat/messages/999999?as=${rita}`, body, JSON_TYPE, method));
  await refused('GET /webchat/messages: the chat of another', [403], () => send(`/webchat/messages?as=${rita}&conversation=dm:${ben}`, '', {}, 'GET'));
  await refused('GET /webchat/stream: for nobody', [400], () => send('/webchat/stream', '', {}, 'GET'));
  await refused('GET /no/such/page', [404], () => send('/no/such/page', '', {}, 'GET'));

  await tally.check('/webchat/messages: the same client_id again is kept once', () =>
    storedOnce('replayed', async () => {
      const again = { ...hello, text: 'hello', client_id: 'replayed-1' };
      const ids = [];
      for (let i = 0; i < 3; i++) ids.push(JSON.parse((await send('/webchat/messages', again)).text).id);
      assert.equal(new Set(ids).size, 1);
    }),
  );
}
