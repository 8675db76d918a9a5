// node selftest.mjs [http|socket]: proves this Slack side against the official @slack/bolt
import { start, until, sleep } from './slack.mjs';
import { startBolt } from './sample-bolt-app.mjs';
const mode = process.argv[2] ?? 'http',
  backend = 'emulate';
const port = 4700 + Math.floor(Math.random() * 200);
const s = await start({ mode, appUrl: `http://127.0.0.1:${port}/slack/events`, users: ['alice', 'bob', 'carol'], channels: ['specialists', 'general-help'] });
let pass = 0,
  fail = 0;
const t = async (n, f) => {
  try {
    const r = await f();
    pass++;
    console.log('pass', n, r ?? '');
  } catch (e) {
    fail++;
    console.log('FAIL', n, e.message);
  }
};
const is = (a, b) => {
  if (JSON.stringify(a) !== JSON.stringify(b)) throw new Error(`${JSON.stringify(a)} is not ${JSON.stringify(b)}`);
};
const yes = (v, m) => {
  if (!v) throw new Error(m ?? 'no');
};
const b = await startBolt({ apiUrl: s.apiUrl, port, mode });
let card;
if (s.urlVerification && mode === 'http')
  await t('url_verification', async () => {
    const d = await s.urlVerification();
    is(d.json.challenge, JSON.parse(d.body).challenge);
  });
await t('message → event → app posts blocks', async () => {
  const r = await s.userSays('specialists', 'alice', 'please help <me> & you');
  card = await s.waitMessage('specialists', m => /Case/.test(m.plain));
  yes(card.buttons.some(x => x.text === 'Claim'));
  return `${card.plain.replace(/\n/g, ' / ')} ack ${r.delivery?.ms?.toFixed(1) ?? ''}ms`;
});
await t('click Claim → block_actions → chat.update', async () => {
  await s.click('bob', card.ts, 'Claim');
  const m = await s.waitMessage('specialists', m => m.ts === card.ts && /Claimed/.test(m.plain));
  yes(m.plain.includes('<@' + s.u('bob') + '>'));
});
await t('respond() through response_url, ephemeral', async () => {
  await until(() => s.ephemerals('bob').find(m => m.text === 'you claimed it'));
});
await t('select → block_actions → postEphemeral', async () => {
  await s.act('carol', card.ts, 'prio', 'high');
  await until(() => s.ephemerals('carol').find(m => m.text === 'priority high'));
});
await t('click Resolve → views.open', async () => {
  await s.click('bob', card.ts, 'resolve');
  const v = await s.waitModal('bob');
  is(v.callback_id, 'resolve');
});
await t('modal: required field enforced', async () => {
  try {
    await s.submitModal({}, { user: 'bob' });
    throw new Error('was submitted');
  } catch (e) {
    yes(/required/.test(e.message), e.message);
  }
});
await t('modal: errors keep it open', async () => {
  const r = await s.submitModal({ Answer: 'x' }, { user: 'bob' });
  if (r.errors) is(r.errors, { note: 'too short' });
  yes(s.openedModal('bob'), 'closed');
});
await t('modal: type-ahead → submit → chat.update + thread', async () => {
  const [option] = await s.suggest('bob', 'Account', 'Ac');
  is(option.text.text, 'Acme Freight');
  await s.submitModal({ note: 'do this & that', Kind: 'howto', Account: option }, { user: 'bob' });
  await s.waitMessage('specialists', m => m.ts === card.ts && /Resolved/.test(m.plain));
  const r = await s.waitThread('specialists', card.ts, m => /Answer \(howto, acme\): do this/.test(m.text));
  yes(!s.openedModal('bob'), 'still open');
  return r.text;
});
await t('thread reply → relay', async () => {
  await s.userSays('specialists', 'alice', 'thanks', { thread_ts: card.ts });
  await s.waitThread('specialists', card.ts, m => m.text === 'relayed: thanks');
});
await t('app_mention', async () => {
  const r = await s.userSays('specialists', 'alice', backend === 'emulate' ? 'hey @triage' : `hey <@${s.botUserId}>`);
  await s.waitThread('specialists', r.ts, m => m.text === 'you called?');
  await until(async () => (await s.messages('specialists')).find(m => m.ts === r.ts)?.reactions?.some(x => x.name === 'eyes'));
});
await t('slash, ack reply', async () => {
  await s.slash('alice', '/case', 'list', { channel: 'specialists' });
  await until(() => s.ephemerals('alice').find(m => m.text === 'you said list'));
});
await t('slash, response_url in_channel', async () => {
  await s.slash('alice', '/case', 'later', { channel: 'specialists' });
  await s.waitMessage('specialists', m => m.text === 'in channel');
});
await t('App Home', async () => {
  await s.openHome('carol');
  await s.waitHome('carol', v => /Your cases/.test(JSON.stringify(v)));
  await s.clickHome('carol', 'Refresh');
  await s.waitHome('carol', v => /Refreshed/.test(JSON.stringify(v)));
});
if (backend === 'emulate') {
  await t('message shape: escaped text in the event', async () => {
    const d = s.deliveries.find(d => /please help/.test(d.body));
    yes(d.body.includes('help &lt;me&gt; &amp; you'));
  });
  await t('the app hears its own message (bot_id)', async () => {
    yes(b.seen.length);
    yes(
      s.deliveries.some(d => {
        const e = JSON.parse(d.body.startsWith('{') ? d.body : '{}').event;
        return e?.bot_id && e.type === 'message';
      }),
    );
  });
  await t('429 + Retry-After honoured by @slack/web-api', async () => {
    s.rateLimit({ method: 'chat.postMessage', times: 1, retryAfter: 1 });
    const n = s.callsOf('chat.postMessage').length,
      t0 = Date.now();
    await s.userSays('specialists', 'carol', 'help again');
    await s.waitMessage('specialists', m => /Case 43/.test(m.plain));
    yes(s.callsOf('chat.postMessage').length - n >= 2);
    yes(Date.now() - t0 > 900);
  });
  await t('invalid blocks refused', async () => {
    const { WebClient } = await import('@slack/web-api');
    const w = new WebClient('xoxb-test-token', { slackApiUrl: s.apiUrl, retryConfig: { retries: 0 }, logLevel: 'error' });
    try {
      await w.chat.postMessage({ channel: s.c('specialists'), text: 'x', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }] });
      throw new Error('accepted');
    } catch (e) {
      is(e.data?.error, 'invalid_blocks');
    }
  });
  await t('Web API battery with @slack/web-api', async () => {
    const { WebClient } = await import('@slack/web-api');
    const w = new WebClient('xoxb-test-token', { slackApiUrl: s.apiUrl, retryConfig: { retries: 0 }, logLevel: 'error' });
    const ch = s.c('specialists');
    const out = [];
    const c = async (n, f) => {
      try {
        const r = await f();
        out.push(n + (r.ok === false ? ':' + r.error : ''));
        return r;
      } catch (e) {
        out.push(`${n}:${e.data?.error ?? e.message}`);
      }
    };
    await c('auth.test', () => w.auth.test());
    const p = await c('chat.postMessage', () => w.chat.postMessage({ channel: ch, text: 'p' }));
    await c('getPermalink', () => w.chat.getPermalink({ channel: ch, message_ts: p.ts }));
    await c('users.lookupByEmail', () => w.users.lookupByEmail({ email: 'bob@example.com' }));
    await c('users.info', () => w.users.info({ user: s.u('bob') }));
    await c('users.list', () => w.users.list({}));
    await c('conversations.list', () => w.conversations.list({}));
    await c('conversations.info', () => w.conversations.info({ channel: ch }));
    await c('conversations.members', () => w.conversations.members({ channel: ch }));
    await c('conversations.history', () => w.conversations.history({ channel: ch }));
    await c('conversations.replies', () => w.conversations.replies({ channel: ch, ts: p.ts }));
    await c('conversations.open', () => w.conversations.open({ users: s.u('bob') }));
    await c('reactions.add', () => w.reactions.add({ channel: ch, timestamp: p.ts, name: 'eyes' }));
    await c('pins.add', () => w.pins.add({ channel: ch, timestamp: p.ts }));
    await c('bookmarks.add', () => w.bookmarks.add({ channel_id: ch, title: 't', type: 'link', link: 'https://example.com' }));
    await c('chat.scheduleMessage', () => w.chat.scheduleMessage({ channel: ch, text: 's', post_at: Math.floor(Date.now() / 1000) + 600 }));
    await c('filesUploadV2', () => w.filesUploadV2({ channel_id: ch, filename: 'a.txt', content: 'hello', initial_comment: 'file' }));
    await c('team.info', () => w.team.info());
    await c('bots.info', () => w.bots.info({ bot: 'B0TRIAGE01' }));
    await c('users.conversations', () => w.users.conversations({}));
    await c('usergroups.list', () => w.usergroups.list({}));
    await c('assistant.threads.setStatus', () => w.assistant.threads.setStatus({ channel_id: ch, thread_ts: p.ts, status: 'x' }));
    await c('conversations.canvases.create', () => w.conversations.canvases.create({ channel_id: ch }));
    await c('chat.unfurl', () => w.chat.unfurl({ channel: ch, ts: p.ts, unfurls: {} }));
    await c('chat.delete', () => w.chat.delete({ channel: ch, ts: p.ts }));
    await c('bad token', () => new WebClient('xoxb-nope', { slackApiUrl: s.apiUrl, logLevel: 'error' }).auth.test());
    return '\n     ' + out.join(', ');
  });
  if (mode === 'http')
    await t('retries with headers on failure', async () => {
      const real = s.o.appUrl;
      let hits = [];
      const http = await import('node:http');
      const srv = http
        .createServer((q, r) => {
          hits.push([q.headers['x-slack-retry-num'], q.headers['x-slack-retry-reason']]);
          q.resume();
          r.writeHead(hits.length < 3 ? 500 : 200);
          r.end();
        })
        .listen(0);
      s.o.appUrl = `http://127.0.0.1:${srv.address().port}/`;
      await s.userSays('specialists', 'alice', 'x');
      await s.idle();
      srv.close();
      s.o.appUrl = real;
      is(
        hits,
        [
          [null, null],
          ['1', 'http_error'],
          ['2', 'http_error'],
        ].map(h => h.map(x => x ?? undefined)),
      );
    });
  else {
    await t('socket: refresh_requested → reconnect', async () => {
      const n = s.callsOf('apps.connections.open').length;
      s.socketDisconnect('refresh_requested');
      await until(() => s.callsOf('apps.connections.open').length > n && s.conns.length === 1, { timeout: 15000 });
      await s.userSays('specialists', 'alice', 'help after reconnect');
      await s.waitMessage('specialists', m => /Case 44/.test(m.plain), { timeout: 4000 });
      return 'reconnected';
    });
  }
  await t('trigger_id: once, and 3 s', async () => {
    const { WebClient } = await import('@slack/web-api');
    const w = new WebClient('xoxb-test-token', { slackApiUrl: s.apiUrl, retryConfig: { retries: 0 }, logLevel: 'error' });
    const v = { type: 'modal', callback_id: 'x', title: { type: 'plain_text', text: 'x' }, blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'x' } }] };
    const e = async f => {
      try {
        await f();
        return 'ok';
      } catch (x) {
        return x.data?.error;
      }
    };
    const tr = await s.trigger(s.u('bob'));
    const a = await e(() => w.views.open({ trigger_id: tr, view: v })),
      b = await e(() => w.views.open({ trigger_id: tr, view: v }));
    const t2 = await s.trigger(s.u('bob'));
    await sleep(3200);
    const c = await e(() => w.views.open({ trigger_id: t2, view: v }));
    is([a, b, c], ['ok', 'exchanged_trigger_id', 'expired_trigger_id']);
  });
  if (mode === 'http')
    await t('redeliverFailed: what the app missed while it was down comes again', async () => {
      const real = s.o.appUrl;
      s.o.appUrl = 'http://127.0.0.1:1/';
      await s.userSays('specialists', 'alice', 'help while it was down');
      await s.idle();
      s.o.appUrl = real;
      const before = (await s.messages('specialists')).filter(m => m.bot).length;
      yes((await s.redeliverFailed()) >= 1);
      await until(async () => (await s.messages('specialists')).filter(m => m.bot).length > before);
      is(await s.redeliverFailed(), 0);
    });
  await t('lost answer: posted, then the connection drops', async () => {
    s.fail({ method: 'chat.postMessage', afterwards: true });
    const r = await fetch(s.apiUrl + 'chat.postMessage', {
      method: 'POST',
      headers: { authorization: 'Bearer xoxb-test-token', 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ channel: s.c('specialists'), text: 'ghost', metadata: { event_type: 'case_card', event_payload: { op_id: 'op1' } } }),
    }).then(
      () => 'answered',
      () => 'dropped',
    );
    is(r, 'dropped');
    const m = (await s.messages('specialists')).filter(m => m.text === 'ghost');
    is(m.length, 1);
    is(m[0].metadata.event_payload.op_id, 'op1');
  });
  await t('violations recorded', async () => s.violations.join(' | ') || 'none');
}
console.log(
  'seen by bolt:',
  JSON.stringify(
    b.seen.reduce((a, x) => {
      const k = x.error ? 'ERR ' + JSON.stringify(x.error) : x.type + (x.subtype ? '/' + x.subtype : '');
      a[k] = (a[k] ?? 0) + 1;
      return a;
    }, {}),
  ),
);
if (s.errors?.length) console.log('harness errors:', s.errors.slice(0, 3));
await b.stop().catch(() => {});
await s.stop();
console.log(`${pass} passed, ${fail} failed`);
process.exit(fail ? 1 : 0);
