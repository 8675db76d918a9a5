// node cases/run.mjs [NAME …]: small inputs as platforms really send them (NN-what/input.json), each with what a person should see.
// Every step is a check. VERBOSE=1 prints what was seen at each.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Tally } from '../tally.mjs';
import { play } from './play.mjs';
import { World } from './world.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const words = process.argv.slice(2);
const names = fs
  .readdirSync(here)
  .filter(name => fs.existsSync(path.join(here, name, 'input.json')))
  .filter(name => !words.length || words.some(word => name.includes(word)))
  .sort();
const tally = new Tally();
const sideBySide = Number(process.env.SIDE_BY_SIDE ?? 2);

async function playAll(name) {
  const folder = path.join(here, name);
  const input = JSON.parse(fs.readFileSync(path.join(folder, 'input.json'), 'utf8'));
  const world = new World(input, folder, `case-${name}`);
  if (await tally.check(`${name}: begins`, () => world.start()))
    for (const [index, step] of input.steps.entries()) await tally.check(`${name}: ${index + 1} ${step.note}`, () => play(world, step));
  await tally.check(`${name}: nothing refused, no complaint`, () => evidence(world));
  await world.stop();
}

function evidence({ slack, teams, host, input }) {
  const wrong = [...(slack?.violations ?? []), ...(slack?.errors ?? []).map(String), ...(teams?.errors ?? [])];
  // A case in which a platform refuses for good makes the host complain; in all others it has no reason.
  if (!input.steps.some(step => step.slackFault || step.teamsFault)) wrong.push(...host.complaints());
  if (wrong.length) throw new Error(wrong.slice(0, 8).join('\n'));
}

const inTurn = async () => {
  while (names.length) await playAll(names.shift());
};
await Promise.all(Array.from({ length: sideBySide }, inTurn));
tally.end();
