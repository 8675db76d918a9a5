// Hostile requests to Teams' endpoint: every line of the token checks, tenants, service addresses, bodies.
import assert from 'node:assert/strict';
import { badJson, request } from './request.mjs';

/** world: { tally, host, teams (the Teams side), identity, nothingStored } */
export async function attackTeams({ tally, host, teams, identity, nothingStored, storedOnce }) {
  const url = `${host.url}/api/messages`;
  const activity = (over = {}) => ({ ...teams.activity('rita', { text: 'forged', textFormat: 'plain' }), ...over });
  const send = (body, authorization, method) =>
    request(url, {
      method,
      headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
      body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    });
  const refused = (name, statuses, doing) =>
    tally.check(`/api/messages: ${name}`, () =>
      nothingStored(async () => {
        const r = await doing();
        assert.ok(statuses.includes(r.status), `${r.status} instead of ${statuses.join(' or ')}: ${r.text.slice(0, 200)}`);
        assert.ok(r.ms < 3000, `took ${Math.round(r.ms)} ms`);
      }),
    );
  const accepted = (name, doing) =>
    tally.check(`/api/messages: ${name}`, async () => {
      const r = await doing();
      assert.ok(r.status >= 200 && r.status < 300, `${r.status}: ${r.text.slice(0, 200)}`);
    });
  // A token for an activity with some claims changed (undefined = left out).
  const token = (a, over = {}, options) => identity.sign(JSON.parse(JSON.stringify({ ...identity.claims(a), ...over })), options);
  const bearing = (a, over, options) => send(a, `Bearer ${token(a, over, options)}`);
  const soon = minutes => Math.floor(Date.now() / 1000) + minutes * 60;

  // The header
  const a = activity();
  await refused('no token', [401], () => send(a));
  await refused('an empty token', [401], () => send(a, 'Bearer '));
  await refused('another scheme', [401], () => send(a, `Basic ${Buffer.from('a:b').toString('base64')}`));
  await refused('bearer in small letters', [401], () => send(a, `bearer ${token(a)}`));
  await refused('two spaces', [401], () => send(a, `Bearer  ${token(a)}`));
  await refused('three parts', [401], () => send(a, `Bearer ${token(a)} more`));
  await refused('no JWT', [401], () => send(a, 'Bearer abc'));
  await refused('a JWT of nonsense', [401], () => send(a, 'Bearer YQ.Yg.Yw'));
  await refused('a JWT of 60 kB', [401, 431], () => send(a, `Bearer ${'a'.repeat(20000)}.${'b'.repeat(20000)}.${'c'.repeat(20000)}`));
  // The first good one: metadata is fetched on first use
  await accepted('a good token', () => bearing(activity({ text: 'hello' })));
  // Issuer
  for (const iss of [
    'https://api.botframework.us',
    'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
    `https://login.microsoftonline.com/${teams.tenant}/v2.0`,
    'https://evil.example',
    '',
    undefined,
  ])
    await refused(`issuer ${iss}`, [401], () => bearing(a, { iss }));
  await refused('a bot-to-bot token (ver, appid, azp)', [401], () =>
    bearing(a, { iss: `https://sts.windows.net/${teams.tenant}/`, ver: '1.0', appid: identity.appId, tid: teams.tenant }),
  );
  await refused('a skill token', [401], () => bearing(a, { ver: '2.0', azp: 'another-app', aud: 'another-app' }));
  // Keys
  const foreign = identity.newKey('key-1');
  await refused('signed by another key under a known id', [401], () => bearing(a, {}, { key: foreign }));
  await refused('a key id nobody published', [401], () => bearing(a, {}, { key: identity.newKey('key-x') }));
  await refused('no key id', [401], () => bearing(a, {}, { key: { ...identity.newKey('none'), kid: undefined } }));
  await refused('a key in the header (jwk)', [401], () => bearing(a, {}, { key: foreign, header: { jwk: foreign.publicKey.export({ format: 'jwk' }) } }));
  await refused('a changed payload', [401], () => {
    const [h, , s] = token(a).split('.');
    return send(a, `Bearer ${h}.${Buffer.from(JSON.stringify({ ...identity.claims(a), extra: 1 })).toString('base64url')}.${s}`);
  });
  for (const alg of ['none', 'HS256', 'PS256']) await refused(`algorithm ${alg}`, [401], () => bearing(a, {}, { alg }));
  for (const alg of ['RS384', 'RS512']) await accepted(`algorithm ${alg}`, () => bearing(activity({ text: 'hello' }), {}, { alg }));
  // Endorsements
  identity.publish('key-other', { endorsements: ['emulator'] });
  identity.publish('key-bare', { endorsements: null });
  await refused('a key endorsed for another channel', [401], () => bearing(a, {}, { key: identity.keys.find(k => k.kid === 'key-other') }));
  await refused('a key endorsed for nothing', [401], () => bearing(a, {}, { key: identity.keys.find(k => k.kid === 'key-bare') }));
  // Rollover, right after forged tokens have asked for unknown keys
  await refused('another key id nobody published', [401], () => bearing(a, {}, { key: identity.newKey('key-y') }));
  const fresh = identity.publish('key-2');
  await accepted('a key published a moment ago', async () => {
    let r;
    for (let i = 0; i < 20; i++) {
      r = await bearing(activity({ text: 'hello' }), {}, { key: fresh });
      if (r.status < 300) break;
      await new Promise(done => setTimeout(done, 500));
    }
    return r;
  });
  // Time
  await accepted('expired four minutes ago (clocks differ)', () => bearing(activity({ text: 'hello' }), { exp: soon(-4) }));
  await refused('expired six minutes ago', [401], () => bearing(a, { exp: soon(-6) }));
  await accepted('valid in four minutes', () => bearing(activity({ text: 'hello' }), { nbf: soon(4) }));
  await refused('valid in six minutes', [401], () => bearing(a, { nbf: soon(6) }));
  await refused('no expiry', [401], () => bearing(a, { exp: undefined }));
  await refused('an expiry that is no number', [401], () => bearing(a, { exp: 'never' }));
  // Audience
  await refused('for another bot', [401], () => bearing(a, { aud: '99999999-2222-4333-8444-555555555555' }));
  await refused('for nobody', [401], () => bearing(a, { aud: undefined }));
  await refused('for a list of bots', [401], () => bearing(a, { aud: [identity.appId] }));
  // Service address
  await refused('a token of another service address', [401, 403], () => bearing(a, { serviceurl: 'http://127.0.0.1:1/' }));
  await refused('a service address without its slash', [401, 403], () => bearing(a, { serviceurl: a.serviceUrl.replace(/\/$/, '') }));
  await refused('a service address in other letters', [401, 403], () => bearing(a, { serviceurl: a.serviceUrl.toUpperCase() }));
  await refused('a token without a service address', [401, 403], () => bearing(a, { serviceurl: undefined }));
  for (const serviceUrl of [undefined, '', 'https://evil.example/', 'not a url', 'http://127.0.0.1.evil.example/', 'file:///etc/passwd']) {
    const b = activity({ serviceUrl });
    await refused(`an activity of service address ${serviceUrl}`, [400, 401, 403], () => bearing(b));
  }
  // Channel and tenant
  for (const channelId of [undefined, '', 'emulator', 'directline'])
    await refused(`channel ${channelId}`, [400, 401, 403], () => bearing(activity({ channelId })));
  const tenantOf = id => ({ conversation: { ...a.conversation, tenantId: id }, channelData: { tenant: id === undefined ? undefined : { id } } });
  await refused('another tenant', [403], () => bearing(activity(tenantOf('bbbbbbbb-1111-4222-8333-444444444444'))));
  await refused('no tenant', [403], () => bearing(activity(tenantOf(undefined))));
  // Bodies
  for (const [name, body, statuses] of badJson) await refused(`a good token, ${name}`, [...statuses, 401], () => send(body, `Bearer ${token(a)}`));
  for (const [name, over] of [
    ['without a type', { type: undefined }],
    ['without a conversation', { conversation: undefined }],
    ['without a sender', { from: undefined }],
    ['with a text that is a number', { text: 7 }],
    ['with an id that is a list', { id: [1] }],
    ['with entities that are a string', { entities: 'x' }],
    ['with attachments that are numbers', { attachments: [1, 2] }],
  ])
    await refused(`an activity ${name}`, [400, 403], () => bearing(activity(over)));
  for (const type of ['planet', 'endOfConversation', 'event', 'trace'])
    await refused(`an activity of type ${type}`, [200, 202], () => bearing(activity({ type })));
  for (const method of ['GET', 'PUT', 'DELETE']) await refused(method, [405, 404], () => send('', null, method));
  await refused('form instead of JSON', [400, 415], () =>
    request(url, { headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Bearer ${token(a)}` }, body: 'type=message' }),
  );
  // Invokes answer 2xx with the error inside
  const invoke = (name, value) => activity({ type: 'invoke', name, value, text: undefined });
  for (const [name, value] of [
    ['adaptiveCard/action', { action: { type: 'Action.Execute', verb: 'launch', data: {} } }],
    ['adaptiveCard/action', null],
    ['adaptiveCard/action', { action: 'x' }],
    ['task/fetch', { data: { msteams: { type: 'task/fetch' }, action: 'launch' } }],
    ['task/submit', { data: {} }],
    ['task/submit', 'x'],
    ['planet/move', {}],
    ['application/search', { queryText: 7 }],
  ])
    await refused(`invoke ${name} with ${JSON.stringify(value)?.slice(0, 50)}`, [200, 400, 501], () => bearing(invoke(name, value)));
  await tally.check('/api/messages: a replayed activity is acknowledged and kept once', () =>
    storedOnce('replayed', async () => {
      const b = activity({ text: 'hello there, replayed' });
      for (let i = 0; i < 3; i++) assert.ok((await bearing(b)).status < 300);
    }),
  );
}
