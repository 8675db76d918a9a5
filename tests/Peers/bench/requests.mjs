// The requests of a run, one a line: timestamp, signature, body ("-" for what Teams does not have). Every id is used once.
import crypto from 'node:crypto';
import fs from 'node:fs';

const question = i => `Question ${i}: does the premium plan include SSO for contractors?`;

/** Slack: signed Events API messages of 2,000 people in their 1:1 chats. */
export function writeSlackRequests(file, count, secret) {
  const ts = Math.floor(Date.now() / 1000),
    run = crypto.randomBytes(3).toString('hex').toUpperCase();
  write(file, count, i => {
    const at = `${ts - 1}.${String(i).padStart(6, '0')}`,
      n = String(i % 2000).padStart(8, '0'),
      text = question(i);
    const event = {
      user: `U0${n}`,
      type: 'message',
      ts: at,
      client_msg_id: crypto.randomUUID(),
      text,
      team: 'T000000001',
      channel: `D0${n}`,
      event_ts: at,
      channel_type: 'im',
      blocks: [{ type: 'rich_text', block_id: `b${i}`, elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }] }],
    };
    const body = JSON.stringify({
      token: 'legacy',
      team_id: 'T000000001',
      context_team_id: 'T000000001',
      context_enterprise_id: null,
      api_app_id: 'A0TRIAGE01',
      event,
      type: 'event_callback',
      event_id: `Ev${run}${String(i).padStart(7, '0')}`,
      event_time: ts,
      authorizations: [{ enterprise_id: null, team_id: 'T000000001', user_id: 'U0TRIAGEB1', is_bot: true, is_enterprise_install: false }],
      is_ext_shared_channel: false,
    });
    return [ts, `v0=${crypto.createHmac('sha256', secret).update(`v0:${ts}:${body}`).digest('hex')}`, body];
  });
}

/** Teams: messages of 1,000 people in their 1:1 chats. */
export function writeTeamsRequests(file, count, serviceUrl) {
  const run = crypto.randomBytes(3).toString('hex'),
    now = new Date().toISOString(),
    tenant = 'aaaaaaaa-1111-4222-8333-444444444444';
  write(file, count, i => {
    const n = i % 1000;
    return [
      '-',
      '-',
      JSON.stringify({
        type: 'message',
        id: `${run}${i}`,
        timestamp: now,
        localTimestamp: now,
        serviceUrl,
        channelId: 'msteams',
        from: { id: `29:user${n}`, name: `User ${n}`, aadObjectId: `user${n}` },
        conversation: { conversationType: 'personal', tenantId: tenant, id: `a:user${n}` },
        recipient: { id: '28:bot', name: 'Bot' },
        textFormat: 'plain',
        locale: 'en-US',
        text: question(i),
        attachments: [],
        entities: [{ type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Web', timezone: 'UTC' }],
        channelData: { tenant: { id: tenant } },
      }),
    ];
  });
}

function write(file, count, line) {
  const out = fs.openSync(file, 'w');
  for (let i = 0, waiting = []; i < count; i++) {
    waiting.push(line(i).join('\t') + '\n');
    if (waiting.length === 5000 || i === count - 1) fs.writeSync(out, waiting.splice(0).join(''));
  }
  fs.closeSync(out);
}
