// The durable peer for Slack: @slack/bolt that keeps each event in PostgreSQL before it acknowledges, as a careful team would write it: one insert
// for each event (its id is the key, so that a delivery that comes again is one), and one loop that takes what waits and posts, 20 at a time.
// PORT, SLACK_API_URL, SLACK_SIGNING_SECRET, DATABASE_URL.
import bolt from '@slack/bolt';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });
await pool.query('CREATE TABLE IF NOT EXISTS events (id text PRIMARY KEY, channel text NOT NULL, ts text NOT NULL, done boolean NOT NULL DEFAULT false)');
await pool.query('CREATE INDEX IF NOT EXISTS events_waiting ON events (ts) WHERE NOT done');

const app = new bolt.App({
  token: 'xoxb-test-token',
  signingSecret: process.env.SLACK_SIGNING_SECRET,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
  // The acknowledgement waits for the handler, and the handler for the commit.
  processBeforeResponse: true,
  logLevel: 'error',
});
let wake = () => {};
app.message(async ({ message, body }) => {
  await pool.query('INSERT INTO events (id, channel, ts) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [body.event_id, message.channel, message.ts]);
  wake();
});
app.error(async e => console.error(e.message));

async function post() {
  for (;;) {
    const client = await pool.connect();
    let rows = [];
    try {
      await client.query('BEGIN');
      ({ rows } = await client.query('SELECT id, channel, ts FROM events WHERE NOT done ORDER BY ts LIMIT 20 FOR UPDATE SKIP LOCKED'));
      await Promise.all(rows.map(row => app.client.chat.postMessage({ channel: row.channel, thread_ts: row.ts, text: 'case opened' })));
      await client.query('UPDATE events SET done = true WHERE id = ANY($1)', [rows.map(row => row.id)]);
      await client.query('COMMIT');
    } catch (failed) {
      await client.query('ROLLBACK');
      console.error(failed.message);
    } finally {
      client.release();
    }
    if (!rows.length) await Promise.race([new Promise(resolve => (wake = resolve)), new Promise(resolve => setTimeout(resolve, 1000))]);
  }
}
for (let loop = 0; loop < 4; loop++) post();
await app.start({ port: Number(process.env.PORT), host: '127.0.0.1' });
console.log('up');
