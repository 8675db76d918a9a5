// node commands/run.mjs: the command line, start-up and deployment files, from outside, as an operator meets them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { checkSlackManifest } from '../slack/manifest.mjs';
import { Host, root } from '../stories/host.mjs';
import { writeOrganisation } from '../stories/organisation.mjs';
import { Tally } from '../tally.mjs';
import { checkTeamsManifest } from '../teams/manifest.mjs';
import { readZip } from './zip.mjs';

const tally = new Tally();
const host = new Host('commands');
const organisation = writeOrganisation(path.join(host.folder, 'organisation'), { place: 'web:specialists' });
const inFolder = name => path.join(host.folder, name);
const has = command => !spawnSync('sh', ['-c', `command -v ${command}`]).status;
const leftOut = (name, command) => console.log(`left out: ${name} (there is no ${command})`);
const run = (expected, ...args) => {
  const r = host.verb(...args);
  assert.equal(r.code, expected, `${args.join(' ')} ended with ${r.code}:\n${r.out.slice(0, 1500)}`);
  return r.out;
};

for (const verb of ['serve', 'check', 'doctor', 'import', 'eval', 'digest', 'export', 'backup', 'pack'])
  await tally.check(`${verb} --help`, () => assert.match(run(0, verb, '--help'), new RegExp(`escalationbot ${verb}`)));
await tally.check('a verb nobody knows is wrong use', () => run(2, 'launch'));
await tally.check('an option nobody knows is wrong use', () => run(2, 'check', '--launch'));
await tally.check('check: the sample organisation and its examples hold', () => run(0, 'check'));
await tally.check('check: our organisation holds', () => run(0, 'check', '--organisation', 'organisation'));
await tally.check('check: every problem at once, with file and line', () => {
  fs.cpSync(organisation, inFolder('broken'), { recursive: true });
  const file = inFolder('broken/organisation.yaml');
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('time_zone: UTC', 'time_zone: Mars/Olympus').replace('roles: [manager]', 'roles: [emperor]'));
  const out = run(1, 'check', '--organisation', 'broken');
  assert.match(out, /organisation\.yaml:\d+/);
  assert.match(out, /Mars\/Olympus/);
  assert.match(out, /emperor/);
});
await tally.check('verbs that find no database say where they looked, and make none', () => {
  for (const args of [
    ['digest', '--for', 'mia@example.com'],
    ['export', '--out', 'out'],
    ['backup', 'copy.db'],
  ])
    assert.match(run(2, ...args), /data.escalation\.db/);
  assert.ok(!fs.existsSync(inFolder('data')));
});
await tally.check('wrong settings: one message with all of them, nothing started', () => {
  const out = run(
    2,
    'serve',
    '--urls',
    'http://127.0.0.1:1',
    '--set',
    'Database:Engine=oracle',
    '--set',
    'Slack:Mode=telepathy',
    '--set',
    'Teams:Cloud=nine',
    '--set',
    'Retention:Days=-1',
  );
  for (const name of ['Database:Engine', 'Slack:Mode', 'Teams:Cloud', 'Retention:Days'])
    assert.ok(out.includes(name), `${name} is not named in:\n${out.slice(0, 1500)}`);
  assert.ok(!fs.existsSync(inFolder('data')));
});
const packed = name => {
  run(0, 'pack', '--out', 'packed', '--url', 'https://bot.example.com', '--set', 'Teams:AppId=11111111-2222-4333-8444-555555555555');
  return inFolder(`packed/${fs.readdirSync(inFolder('packed')).find(f => f.endsWith(name))}`);
};
await tally.check('pack: the Slack manifest holds against the official schema, and asks for what the contract names', () => {
  const manifest = JSON.parse(fs.readFileSync(packed('.json')));
  assert.deepEqual(checkSlackManifest(manifest), []);
  const scopes =
    'app_mentions:read channels:history channels:join channels:read chat:write commands files:read files:write groups:history groups:read im:history im:read im:write mpim:history reactions:read users:read users:read.email';
  assert.deepEqual([...manifest.oauth_config.scopes.bot].sort(), scopes.split(' '));
  assert.deepEqual(manifest.features.slash_commands.map(c => c.command).sort(), ['/case', '/cases', '/digest', '/escalate']);
});
await tally.check('pack: the Teams package holds against the official schema, and its icons are pictures', () => {
  const files = readZip(packed('.zip')),
    manifest = JSON.parse(files['manifest.json']);
  assert.deepEqual(checkTeamsManifest(manifest), []);
  for (const icon of Object.values(manifest.icons)) assert.equal(files[icon].toString('latin1', 1, 4), 'PNG', icon);
  assert.match(JSON.stringify(manifest.authorization), /ChannelMessage\.Read\.Group/);
});
await tally.check('eval: the run file and the last line that scripts read', () => {
  const lines = (name, rows) => fs.writeFileSync(inFolder(name), rows.map(r => JSON.stringify(r)).join('\n') + '\n');
  lines('kb.jsonl', [
    { id: 'a1', title: 'Reset a password', body: 'Choose Forgot password on the sign-in page and follow the mail.' },
    { id: 'a2', title: '', body: 'Invoices are sent on the first working day.' },
    { id: 'a3', body: '' },
  ]);
  lines('questions.jsonl', [
    { id: 'q1', text: 'how do I reset my password', relevant: ['a1'], in_scope: true },
    { id: 'q2', text: 'colour of the moon', relevant: [], in_scope: false },
  ]);
  const out = run(0, 'eval', '--kb', 'kb.jsonl', '--questions', 'questions.jsonl', '--out', 'run.json').trim().split('\n').at(-1);
  assert.match(out, /^build [\d.,]+ ms · memory [\d.,]+ MiB · [\d.,]+ queries\/s · p50 [\d.,]+ ms · p99 [\d.,]+ ms$/);
  const result = JSON.parse(fs.readFileSync(inFolder('run.json')));
  assert.deepEqual(Object.keys(result).sort(), ['q1', 'q2']);
  assert.equal(result.q1.ranking[0][0], 'a1');
  for (const r of Object.values(result))
    assert.ok(['answer', 'offer', 'escalate'].includes(r.decision) && r.confidence >= 0 && r.confidence <= 1, JSON.stringify(r));
});

await tally.check('encoder install: the weights find an article by meaning alone, where auto looks and where --out put them', () => {
  // Where auto looks for the weights of one user; without --out, root would put them where all users find them.
  const own = inFolder('share/escalationbot/encoder');
  host.settings = { XDG_DATA_HOME: inFolder('share') };
  run(0, 'encoder', 'install', '--out', own);
  const lines = (name, rows) => fs.writeFileSync(inFolder(name), rows.map(r => JSON.stringify(r)).join('\n') + '\n');
  lines('kb.jsonl', [
    { id: 'refund', title: 'Money back', body: 'How a payment is returned to a customer.' },
    { id: 'export', title: 'Export', body: 'How rows are written to a file.' },
    { id: 'holiday', title: 'Holidays', body: 'Days on which the office is closed.' },
  ]);
  lines('questions.jsonl', [
    { id: 'word', text: 'reimbursement', relevant: ['refund'], in_scope: true },
    { id: 'sentence', text: 'we want a reimbursement, they charged us twice', relevant: ['refund'], in_scope: true },
  ]);
  const first = (encoder, question) => {
    run(0, 'eval', '--kb', 'kb.jsonl', '--questions', 'questions.jsonl', '--out', 'run.json', '--set', `Triage:Encoder=${encoder}`);
    return JSON.parse(fs.readFileSync(inFolder('run.json')))[question].ranking[0]?.[0];
  };
  assert.equal(first('off', 'word'), undefined);
  assert.equal(first('auto', 'word'), 'refund');
  assert.equal(first(own, 'sentence'), 'refund');
  assert.equal(fs.statSync(path.join(own, 'model.onnx')).mode & 0o777, 0o644);
});

host.settings = { 'Organisation:Folder': 'organisation' };
if (
  await tally.check('serve: ready within 5 s', async () => {
    await host.start();
    assert.ok(host.startedIn < 5000, `${host.startedIn} ms`);
  })
) {
  const get = p => fetch(host.url + p);
  await tally.check('health: live, and ready with the state of every channel', async () => {
    assert.equal((await get('/health/live')).status, 200);
    const ready = await (await get('/health/ready')).text();
    for (const name of ['slack', 'teams']) assert.match(ready, new RegExp(`"${name}"[^}]*"off"`, 'i'), ready);
  });
  await tally.check('the first page answers', async () => {
    const page = await get('/');
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-type'), /text\/html/);
  });
  if (has('promtool'))
    await tally.check('metrics hold against promtool', async () => {
      const r = spawnSync('promtool', ['check', 'metrics'], { input: await (await get('/metrics')).text(), encoding: 'utf8' });
      assert.equal(r.status, 0, r.stdout + r.stderr);
    });
  else leftOut('/metrics', 'promtool');
  await tally.check('backup while it runs, export, digest', () => {
    run(0, 'backup', 'copy.db');
    assert.equal(fs.readFileSync(inFolder('copy.db')).toString('latin1', 0, 15), 'SQLite format 3');
    run(0, 'export', '--out', 'out');
    for (const f of ['cases.csv', 'history.jsonl', 'measures.csv', 'articles']) assert.ok(fs.existsSync(inFolder(`out/${f}`)), f);
    assert.match(run(0, 'digest', '--for', 'mia@example.com'), /questions 0 · finished 0 · open 0 · lost 0/);
  });
  await tally.check('import: reports, and is idempotent', () => {
    fs.mkdirSync(inFolder('articles'), { recursive: true });
    fs.writeFileSync(inFolder('articles/one.md'), '---\nid: imported-one\ntitle: An imported article\n---\nIts text.\n');
    assert.match(run(0, 'import', 'markdown', 'articles'), /1 added|added 1/i);
    assert.match(run(0, 'import', 'markdown', 'articles'), /1 unchanged|unchanged 1/i);
  });
  await tally.check('SIGTERM: it ends by itself, with 0', async () => assert.equal(await host.stop(), 0));
}
const infra = path.join(root, 'infra');
const find = pattern =>
  fs.existsSync(infra)
    ? fs
        .readdirSync(infra, { recursive: true })
        .map(f => path.join(infra, f))
        .filter(f => pattern.test(f))
    : [];
for (const file of find(/compose\.ya?ml$/)) {
  if (has('docker-compose'))
    await tally.check(`${path.relative(root, file)}: docker-compose config`, () => {
      const r = spawnSync('docker-compose', ['-f', file, 'config', '-q'], { encoding: 'utf8', env: { ...process.env, POSTGRES_PASSWORD: 'x' } });
      assert.equal(r.status, 0, r.stdout + r.stderr);
    });
  else leftOut(path.relative(root, file), 'docker-compose');
}
host.cleanUp();
tally.end();
