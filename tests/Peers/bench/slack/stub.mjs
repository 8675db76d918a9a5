// Local stub of the Slack Web API: auth.test, users.info, chat.postMessage (counted, echoes the channel), anything else {ok:true}. GET /stats, POST /reset. Usage: node stub.mjs [port]
import http from 'node:http';
let posts = 0,
  total = 0,
  n = 0,
  first = 0,
  last = 0;
const T = Math.floor(Date.now() / 1000);
const field = (body, k) => {
  try {
    return body[0] === '{' ? JSON.parse(body)[k] : new URLSearchParams(body).get(k);
  } catch {
    return undefined;
  }
};
http
  .createServer((q, s) => {
    const m = q.url.slice(q.url.lastIndexOf('/') + 1).split('?')[0];
    let body = '';
    q.on('data', (d) => (body += d));
    q.on('end', () => {
      let o;
      if (m === 'stats') o = { posts, total, first, last };
      else if (m === 'reset') {
        posts = total = first = last = 0;
        o = { ok: true };
      } else {
        total++;
        if (m === 'auth.test')
          o = {
            ok: true,
            url: 'https://acme.slack.com/',
            team: 'Acme',
            user: 'triage',
            team_id: 'T000000001',
            user_id: 'U0TRIAGEB1',
            bot_id: 'B0TRIAGE01',
            is_enterprise_install: false,
          };
        else if (m === 'users.info') {
          const u = field(body, 'user') ?? new URL(q.url, 'http://x').searchParams.get('user') ?? 'U0';
          o = {
            ok: true,
            user: {
              id: u,
              team_id: 'T000000001',
              name: u.toLowerCase(),
              real_name: u,
              tz: 'UTC',
              locale: 'en-US',
              profile: { real_name: u, display_name: u, email: `${u.toLowerCase()}@example.com` },
              is_bot: false,
            },
          };
        } else if (m === 'conversations.list')
          o = {
            ok: true,
            channels: [{ id: 'C0BENCH001', name: 'specialists', is_channel: true, is_member: true, is_private: false }],
            response_metadata: { next_cursor: '' },
          };
        else if (m === 'chat.postMessage') {
          posts++;
          last = Date.now();
          first ||= last;
          const ts = `${T}.${String(++n).padStart(6, '0')}`;
          o = {
            ok: true,
            channel: field(body, 'channel') ?? 'C0BENCH001',
            ts,
            message: { type: 'message', user: 'U0TRIAGEB1', text: 'x', ts, bot_id: 'B0TRIAGE01', app_id: 'A0TRIAGE01', team: 'T000000001' },
          };
        } else o = { ok: true };
      }
      const b = JSON.stringify(o);
      s.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(b) });
      s.end(b);
    });
  })
  .listen(Number(process.argv[2] ?? 4799), '127.0.0.1', () => console.log('stub up'));
