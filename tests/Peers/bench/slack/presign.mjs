// node presign.mjs <count> <file> [secret] : one line a request: timestamp \t signature \t body; every event_id, ts and client_msg_id unique
import crypto from 'node:crypto';
import fs from 'node:fs';
const [n, file, secret = 'test-signing-secret'] = process.argv.slice(2);
const ts = Math.floor(Date.now() / 1000),
  run = crypto.randomBytes(3).toString('hex').toUpperCase();
const fd = fs.openSync(file, 'w');
let buf = [];
for (let i = 0; i < +n; i++) {
  const m = `${ts - 1}.${String(i).padStart(6, '0')}`,
    k = String(i % 2000).padStart(8, '0'),
    u = `U0${k}`;
  const body = JSON.stringify({
    token: 'legacy-verification-token',
    team_id: 'T000000001',
    context_team_id: 'T000000001',
    context_enterprise_id: null,
    api_app_id: 'A0TRIAGE01',
    event: {
      user: u,
      type: 'message',
      ts: m,
      client_msg_id: crypto.randomUUID(),
      text: `Question ${i}: does the premium plan include SSO for contractors?`,
      team: 'T000000001',
      blocks: [
        {
          type: 'rich_text',
          block_id: 'b' + i,
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: `Question ${i}: does the premium plan include SSO for contractors?` }] }],
        },
      ],
      channel: `D0${k}`,
      event_ts: m,
      channel_type: 'im',
    },
    type: 'event_callback',
    event_id: `Ev${run}${String(i).padStart(7, '0')}`,
    event_time: ts,
    authorizations: [{ enterprise_id: null, team_id: 'T000000001', user_id: 'U0TRIAGEB1', is_bot: true, is_enterprise_install: false }],
    is_ext_shared_channel: false,
    event_context: '4-eyJldCI6Im1lc3NhZ2UiLCJ0aWQiOiJUMDAwMDAwMDAxIn0',
  });
  buf.push(`${ts}\t${'v0=' + crypto.createHmac('sha256', secret).update(`v0:${ts}:${body}`).digest('hex')}\t${body}\n`);
  if (buf.length === 5000) {
    fs.writeSync(fd, buf.join(''));
    buf = [];
  }
}
fs.writeSync(fd, buf.join(''));
fs.closeSync(fd);
