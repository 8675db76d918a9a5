// Hostile requests to Slack's endpoints: forged, stale, replayed, malformed, oversized, unknown.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { sign } from '../slack/common.mjs';
import { badJson, request } from './request.mjs';

const FORM = 'application/x-www-form-urlencoded',
  JSON_TYPE = 'application/json';

/** world: { tally, host, slack (the Slack side), secret, nothingStored(body) } */
export async function attackSlack({ tally, host, slack, secret, nothingStored, storedOnce }) {
  const now = () => Math.floor(Date.now() / 1000);
  const event = (over = {}) => ({
    ...slack.envelope({
      type: 'message',
      user: slack.u('rita'),
      text: 'forged',
      ts: slack.nowTs(),
      channel: slack.hostileDm,
      channel_type: 'im',
      event_ts: slack.nowTs(),
    }),
    ...over,
  });
  const action = {
    type: 'block_actions',
    ...slack.ibase('rita'),
    trigger_id: '1.2.x',
    container: {},
    actions: [{ action_id: 'claim', block_id: 'x', type: 'button', value: '{}', action_ts: '1.1' }],
  };
  const good = {
    events: () => [JSON.stringify(event()), JSON_TYPE],
    interactivity: () => [new URLSearchParams({ payload: JSON.stringify(action) }).toString(), FORM],
    commands: () => [
      new URLSearchParams({
        command: '/escalate',
        text: 'forged',
        team_id: slack.teamId,
        api_app_id: slack.o.appId,
        user_id: slack.u('rita'),
        channel_id: slack.c('specialists'),
        trigger_id: '1.2.y',
        response_url: slack.url,
      }).toString(),
      FORM,
    ],
  };
  const signed = (body, { ts = now(), key = secret, version = 'v0' } = {}) => ({
    'x-slack-request-timestamp': String(ts),
    'x-slack-signature': sign(key, String(ts), body).replace('v0', version),
  });
  const send = (endpoint, body, type, headers, method) =>
    request(`${host.url}/slack/${endpoint}`, { method, headers: { 'content-type': type, ...headers }, body });
  const expect = (name, statuses, doing) =>
    tally.check(name, () =>
      nothingStored(async () => {
        const r = await doing();
        assert.ok(statuses.includes(r.status), `${r.status} instead of ${statuses.join(' or ')}: ${r.text.slice(0, 200)}`);
        assert.ok(r.ms < 2000, `took ${Math.round(r.ms)} ms`);
        if (r.status === 401) assert.equal(r.text, '', 'a 401 says nothing');
      }),
    );

  for (const endpoint of Object.keys(good)) {
    const on = name => `/slack/${endpoint}: ${name}`;
    const forged = (name, headers) =>
      expect(on(name), [401], () => {
        const [body, type] = good[endpoint]();
        return send(endpoint, body, type, headers(body));
      });
    await forged('no signature', () => ({}));
    await forged('no timestamp', body => ({ 'x-slack-signature': signed(body)['x-slack-signature'] }));
    await forged('another secret', body => signed(body, { key: 'another' }));
    await forged('an empty secret', body => signed(body, { key: '' }));
    await forged('a signature of another body', () => signed('{"other":1}'));
    await forged('version v1', body => signed(body, { version: 'v1' }));
    await forged('six minutes old', body => signed(body, { ts: now() - 360 }));
    await forged('six minutes ahead', body => signed(body, { ts: now() + 360 }));
    await forged('a timestamp that is no number', body => signed(body, { ts: 'soon' }));
    await forged('a signature cut short', body => ({ ...signed(body), 'x-slack-signature': signed(body)['x-slack-signature'].slice(0, 20) }));
    await forged('a signature of other letters', body => ({ ...signed(body), 'x-slack-signature': `v0=${'z'.repeat(64)}` }));
    await forged('two signatures', body => ({ ...signed(body), 'x-slack-signature': [signed(body)['x-slack-signature'], 'v0=' + '0'.repeat(64)] }));
    await forged('the timestamp of another minute beside a good signature', body => ({ ...signed(body), 'x-slack-request-timestamp': String(now() - 60) }));
    for (const method of ['GET', 'PUT', 'DELETE']) await expect(on(method), [405, 404], () => send(endpoint, '', JSON_TYPE, {}, method));
    for (const [name, body, statuses] of badJson) {
      await expect(on(`signed, ${name}`), statuses, () => send(endpoint, body, JSON_TYPE, signed(body)));
      if (body.length > 1e6) await expect(on(`unsigned, ${name}`), [401, 413, 0], () => send(endpoint, body, JSON_TYPE, {}));
    }
    for (const [name, form] of [
      ['a form of nothing', 'a=b'],
      ['a payload that is no JSON', 'payload=%7B'],
      ['a payload that is not UTF-8', 'payload=%FF%FE'],
      ['a payload nested too deep', `payload=${'['.repeat(50_000)}`],
      ['a payload null', 'payload=null'],
    ])
      await expect(on(`signed, ${name}`), [400], () => send(endpoint, form, FORM, signed(form)));
    await expect(on('signed, a type of body nobody knows'), [400, 415], () => send(endpoint, 'hello', 'text/plain', signed('hello')));
    const check = 'ssl_check=1&token=x&payload=' + encodeURIComponent(JSON.stringify(action)) + '&command=/escalate&text=smuggled';
    await tally.check(on('ssl_check runs nothing'), () =>
      nothingStored(async () => {
        const r = await send(endpoint, check, FORM, {});
        assert.equal(r.status, 200);
        assert.equal(r.text, '');
      }),
    );
  }
  await expect('/slack/events: another app', [200], () => {
    const body = JSON.stringify(event({ api_app_id: 'A0ANOTHER1' }));
    return send('events', body, JSON_TYPE, signed(body));
  });
  await expect('/slack/events: another team', [200], () => {
    const body = JSON.stringify(event({ team_id: 'T0ANOTHER1', authorizations: [] }));
    return send('events', body, JSON_TYPE, signed(body));
  });
  await expect('/slack/events: an event of a type nobody knows', [200], () => {
    const body = JSON.stringify(event({ event: { type: 'planet_moved', event_ts: '1.1' } }));
    return send('events', body, JSON_TYPE, signed(body));
  });
  await expect('/slack/interactivity: an interaction of a type nobody knows', [200, 400], () => {
    const body = 'payload=' + encodeURIComponent(JSON.stringify({ ...action, type: 'telepathy' }));
    return send('interactivity', body, FORM, signed(body));
  });
  await tally.check('/slack/events: the challenge is answered when it is signed, and only then', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: crypto.randomUUID(), token: 'x' });
    const yes = await send('events', body, JSON_TYPE, signed(body)),
      no = await send('events', body, JSON_TYPE, {});
    assert.equal(yes.status, 200);
    assert.ok(yes.text.includes(JSON.parse(body).challenge));
    assert.equal(no.status, 401);
  });
  await tally.check('/slack/events: a replayed event is acknowledged and kept once, under its event_id and under another', async () => {
    const first = event({ event: { ...event().event, text: 'hello there, replayed' } });
    await storedOnce('replayed', async () => {
      for (const envelope of [first, first, { ...first, event_id: 'Ev0OTHERID' }]) {
        const body = JSON.stringify(envelope);
        assert.equal((await send('events', body, JSON_TYPE, signed(body))).status, 200);
      }
    });
  });
}
