// One raw request, with nothing that fetch would fix: repeated headers, any bytes, any method.
import http from 'node:http';

/** Resolves to { status, text, headers, ms }; status 0 when the connection was cut. headers: { name: value | [values] }. */
export function request(url, { method = 'POST', headers = {}, body = '' } = {}) {
  const started = performance.now();
  return new Promise(resolve => {
    const done = r => resolve({ ...r, ms: performance.now() - started });
    const q = http.request(url, { method, agent: false, headers: { 'content-length': Buffer.byteLength(body), ...headers }, timeout: 10000 });
    q.on('response', s => {
      let text = '';
      s.setEncoding('utf8');
      s.on('data', d => (text += d));
      for (const end of ['end', 'error']) s.on(end, () => done({ status: s.statusCode, text, headers: s.headers }));
    });
    q.on('timeout', () => q.destroy(new Error('timed out')));
    q.on('socket', s => s.on('error', () => {})); // the answer may come, and the connection close, before all of a large body was sent
    q.on('error', e => setTimeout(() => done({ status: 0, text: e.message, headers: {} }), 300));
    q.end(body);
  });
}

const deep = '['.repeat(200_000);
/** Bodies that no reader may trip over: [name, body, expected statuses]. */
export const badJson = [
  ['empty', '', [400]],
  ['not JSON', '{"type":', [400]],
  ['null', 'null', [400]],
  ['an array', '[]', [400]],
  ['a string', '"hello"', [400]],
  ['a number', '7', [400]],
  ['an empty object', '{}', [400]],
  ['nested too deep', deep, [400]],
  ['nested too deep and closed', `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`, [400]],
  ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), [400]],
  ['a lone surrogate', '{"type":"\\ud800"}', [400]],
  ['zero bytes', Buffer.alloc(64), [400]],
  ['more than a megabyte', JSON.stringify({ type: 'x', pad: 'x'.repeat(1_100_000) }), [413]],
  ['ten megabytes', Buffer.alloc(10_000_000, 0x20), [413, 0]], // 0: the connection was closed while we were still sending,
];
