// The checks must be able to fail: good and bad messages, cards and manifests, each with the verdict it deserves.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { blockCases, viewCases } from './slack/blockkit/cases.mjs';
import { checkBlocks, checkMessage, checkView } from './slack/blockkit/check.mjs';
import { checkSlackManifest } from './slack/manifest.mjs';
import { checkCards } from './teams/cards.mjs';
import { checkTeamsManifest } from './teams/manifest.mjs';
import { Tally } from './tally.mjs';

const tally = new Tally();
const verdict = (problems, bad) => assert.equal(problems.length > 0, bad, problems.slice(0, 3).join(' | ') || 'was accepted');
for (const [name, blocks, bad] of blockCases) await tally.check(`blocks: ${name}`, () => verdict(checkBlocks(blocks), bad));
for (const [name, view, bad] of viewCases) await tally.check(`view: ${name}`, () => verdict(checkView(view), bad));
await tally.check('message: blocks without a fallback text', () => verdict(checkMessage({ blocks: [{ type: 'divider' }] }), true));

const card = body => ({ type: 'AdaptiveCard', version: '1.5', body });
const text = { type: 'TextBlock', text: 'ESC-1001' };
const cards = [
  ['good', card([text, { type: 'Input.Text', id: 'note', label: 'Note' }]), false],
  ['unknown element', card([{ type: 'Sparkline' }]), true],
  ['no version', { type: 'AdaptiveCard', body: [text] }, true],
  ['input without id', card([{ type: 'Input.Text', label: 'Note' }]), true],
  ['text is a number', card([{ type: 'TextBlock', text: 7 }]), true],
  ['choice set without choices title', card([{ type: 'Input.ChoiceSet', id: 'c', choices: [{ value: '1' }] }]), true],
];
const found = await checkCards(cards.map(([, json]) => json));
for (const [i, [name, , bad]] of cards.entries()) await tally.check(`card: ${name}`, () => verdict(found[i], bad));

const slack = { _metadata: { major_version: 2, minor_version: 1 }, display_information: { name: 'EscalationBot' } };
await tally.check('Slack manifest: good', () => verdict(checkSlackManifest(slack), false));
await tally.check('Slack manifest: unknown setting', () => verdict(checkSlackManifest({ ...slack, settings: { sockets: true } }), true));
const id = '00000000-0000-0000-0000-000000000011',
  site = 'https://example.com';
const teams = {
  manifestVersion: '1.19',
  version: '1.0.0',
  id,
  developer: { name: 'X', websiteUrl: site, privacyUrl: site, termsOfUseUrl: site },
  name: { short: 'Bot', full: 'EscalationBot' },
  description: { short: 's', full: 'f' },
  icons: { color: 'color.png', outline: 'outline.png' },
  accentColor: '#FFFFFF',
  bots: [{ botId: id, scopes: ['personal', 'team'] }],
};
await tally.check('Teams manifest: good', () => verdict(checkTeamsManifest(teams), false));
await tally.check('Teams manifest: unknown scope', () => verdict(checkTeamsManifest({ ...teams, bots: [{ botId: id, scopes: ['planet'] }] }), true));

const captures = new URL('./teams/captures/', import.meta.url);
await tally.check('Teams captures: each holds requests as a Teams client sends them', () => {
  const files = fs.readdirSync(captures);
  assert.equal(files.length, 43);
  for (const file of files) assert.ok(JSON.parse(fs.readFileSync(new URL(file, captures), 'utf8')), file);
});
tally.end();
