// Answers for Slack and for Teams' connector at once, as fast as it can, and counts messages posted. node stub.mjs PORT [--times]; GET /stats, POST
// /reset; with --times, GET /times: where each message to Slack went and when it came.
import http from 'node:http';
const timed = process.argv.includes('--times');
let times = [];
let posts = 0,
  first = 0,
  last = 0,
  ids = 0;
const seconds = Math.floor(Date.now() / 1000);
const field = (body, name) => {
  try {
    return body[0] === '{' ? JSON.parse(body)[name] : new URLSearchParams(body).get(name);
  } catch {
    return undefined;
  }
};
const count = () => {
  posts++;
  last = Date.now();
  first ||= last;
  return String(++ids).padStart(6, '0');
};
const profile = id => ({ real_name: id, display_name: id, email: `${id.toLowerCase()}@example.com` });
const slack = {
  'auth.test': () => ({
    url: 'https://acme.slack.com/',
    team: 'Acme',
    user: 'triage',
    team_id: 'T000000001',
    user_id: 'U0TRIAGEB1',
    bot_id: 'B0TRIAGE01',
    is_enterprise_install: false,
  }),
  'users.info': (body, url) => {
    const id = field(body, 'user') ?? url.searchParams.get('user') ?? 'U0';
    return { user: { id, team_id: 'T000000001', name: id.toLowerCase(), real_name: id, tz: 'UTC', locale: 'en-US', profile: profile(id), is_bot: false } };
  },
  'conversations.list': () => ({
    channels: [{ id: 'C0BENCH001', name: 'specialists', is_channel: true, is_member: true, is_private: false }],
    response_metadata: { next_cursor: '' },
  }),
  'chat.postMessage': body => {
    const ts = `${seconds}.${count()}`;
    if (timed) times.push([field(body, 'channel'), performance.timeOrigin + performance.now()]);
    return {
      channel: field(body, 'channel') ?? 'C0BENCH001',
      ts,
      message: { type: 'message', user: 'U0TRIAGEB1', text: 'x', ts, bot_id: 'B0TRIAGE01', app_id: 'A0TRIAGE01', team: 'T000000001' },
    };
  },
};
http
  .createServer((q, s) => {
    let body = '';
    q.on('data', d => (body += d));
    q.on('end', () => {
      const url = new URL(q.url, 'http://x'),
        path = url.pathname;
      let status = 200,
        json = {},
        member;
      if (path === '/stats') json = { posts, first, last };
      else if (path === '/times') json = times;
      else if (path === '/reset') ((posts = first = last = 0), (times = []));
      else if (path.startsWith('/api/')) json = { ok: true, ...slack[path.slice(5)]?.(body, url) };
      else if (q.method === 'GET' && (member = decodeURIComponent(path).match(/\/members\/([^/]+)$/)))
        json = { id: member[1], name: member[1], aadObjectId: member[1], email: `${member[1].replace(/\W/g, '')}@example.com` };
      else if (q.method === 'POST' && /activities/.test(path)) ((status = 201), (json = { id: count() }));
      const text = JSON.stringify(json);
      s.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) });
      s.end(text);
    });
  })
  .listen(Number(process.argv[2]), '127.0.0.1', () => console.log('up'));
