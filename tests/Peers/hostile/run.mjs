// node hostile/run.mjs: everything that should not get in, at every endpoint of the real host. Right status, quickly, nothing stored, no 5xx.
// Wants ESCALATIONBOT_TEST_POSTGRES (tests/run sets it): the rows are counted there.
import assert from 'node:assert/strict';
import path from 'node:path';
import { start as startSlack } from '../slack/slack.mjs';
import { Host, freePort, sleep } from '../stories/host.mjs';
import { people, writeOrganisation } from '../stories/organisation.mjs';
import { Tally } from '../tally.mjs';
import { start as startTeams } from '../teams/teams.mjs';
import { startIdentity } from './identity.mjs';
import { Rows } from './rows.mjs';
import { attackSlack } from './slack.mjs';
import { attackTeams } from './teams.mjs';
import { attackWeb } from './web.mjs';

const tally = new Tally();
const names = Object.keys(people),
  port = await freePort(),
  secret = 'test-signing-secret',
  base = `http://127.0.0.1:${port}`;
const rows = new Rows(process.env.ESCALATIONBOT_TEST_POSTGRES, `hostile_${process.pid}`);
const identity = await startIdentity({ appId: '11111111-2222-4333-8444-555555555555' });
const teams = await startTeams({ botUrl: `${base}/api/messages`, people: names, token: a => identity.forChannel(a) });
const slack = await startSlack({
  appUrl: `${base}/slack/events`,
  users: [...names, 'dave'],
  channels: ['specialists'],
  signingSecret: secret,
  echoBotEvents: false,
});
slack.hostileDm = await slack.dm('rita');
const host = new Host('hostile');
host.port = port;
host.settings = {
  'Organisation:Folder': writeOrganisation(path.join(host.folder, 'organisation'), { place: 'slack:#specialists' }),
  'Database:Engine': 'postgres',
  'Database:ConnectionString': rows.connection,
  'Slack:ApiUrl': slack.apiUrl,
  'Slack:BotToken': slack.o.botToken,
  'Slack:SigningSecret': secret,
  'Slack:Pacing': 'off',
  'Teams:AppId': identity.appId,
  'Teams:TenantId': teams.tenant,
  'Teams:ClientSecret': identity.clientSecret,
  'Teams:OpenIdMetadataUrl': identity.openIdMetadataUrl,
  'Teams:TokenUrl': identity.tokenUrl,
  'Teams:AllowedServiceHosts': '127.0.0.1',
  'Teams:ServiceUrl': teams.serviceUrl,
};

// Rows of the inbox are what "stored" means: whatever gets in becomes one.
const inbox = () => Number(rows.query('select count(*) from inbox'));
const settled = async () => {
  for (let last = -1, now = inbox(); last !== now; last = now, now = inbox()) await sleep(150);
  return inbox();
};
let before = 0;
const world = {
  tally,
  host,
  slack,
  teams,
  identity,
  secret,
  async nothingStored(doing) {
    before = inbox();
    await doing();
    assert.equal(inbox(), before, 'something was stored');
  },
  async storedOnce(what, doing) {
    before = await settled();
    await doing();
    assert.equal((await settled()) - before, 1, `${what}: rows kept`);
  },
};
try {
  if (await tally.check('the host starts', () => host.start())) {
    await sleep(500);
    await attackSlack(world);
    await attackTeams(world);
    await attackWeb(world);
    await tally.check('after all that the host is ready, and complained of nothing', async () => {
      assert.equal((await fetch(`${base}/health/ready`)).status, 200);
      assert.deepEqual(host.complaints(), []);
    });
  }
} finally {
  await host.kill();
  if (tally.failed) console.log(`the host's last words (artifacts/tests/hostile.log):\n${host.tail()}`);
  host.cleanUp();
}
tally.end();
