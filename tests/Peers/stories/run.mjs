// node stories/run.mjs [words]: tells the main job in every mixture of channels, plainly and with the host killed in the middle of each step.
// Words choose stories by name. VERBOSE=1 tells more. Stories run side by side; each prints when it is done.
import { Tally } from '../tally.mjs';
import { chapters } from './the-main-job.mjs';
import { sleep } from './host.mjs';
import { Story } from './story.mjs';

const mixtures = [
  { name: 'slack-http', rep: 'slack', specialists: 'slack', manager: 'slack' },
  { name: 'slack-socket', rep: 'slack', specialists: 'slack', manager: 'slack', socket: true, postgres: true },
  { name: 'teams-rep', rep: 'teams', specialists: 'slack', manager: 'slack', tokens: true },
  { name: 'teams-specialists', rep: 'slack', specialists: 'teams', manager: 'teams', postgres: true },
  { name: 'web', rep: 'web', specialists: 'web', manager: 'web' },
];
const words = process.argv.slice(2);
const plans = [...mixtures, ...mixtures.map(m => ({ ...m, name: `${m.name}-kills`, kills: true }))].filter(
  p => !words.length || words.some(w => p.name.includes(w)),
);
const tally = new Tally();
const sideBySide = Number(process.env.SIDE_BY_SIDE ?? 3);

async function tell(plan) {
  const started = Date.now(),
    results = [];
  const story = new Story(plan);
  const step = async (name, body) => {
    try {
      await body();
      results.push([name, null]);
      return true;
    } catch (e) {
      results.push([name, e]);
      return false;
    }
  };
  const timeout = plan.kills ? 240000 : 90000;
  const told = (async () => {
    if (!(await step('begins', () => story.begin()))) return;
    for (const [name, chapter] of chapters) if (!(await step(name, () => chapter(story)))) return;
    await step('the evidence: nothing refused, nothing twice', () => story.evidence());
  })();
  const late = await Promise.race([told, sleep(timeout).then(() => 'late')]);
  if (late) results.push([`ends within ${timeout / 1000} s`, new Error('it did not')]);
  console.log(`\n-- ${plan.name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  for (const [name, error] of results)
    await tally.check(`${plan.name}: ${name}`, () => {
      if (error) throw error;
    });
  if (results.some(([, e]) => e) && story.host)
    console.log(`     the host's last words (artifacts/tests/${plan.name}.log):\n     ${story.host.tail().replaceAll('\n', '\n     ')}`);
  await story.end().catch(e => console.log(`     the end: ${e.message}`));
}

const waiting = [...plans];
await Promise.all(
  Array.from({ length: sideBySide }, async () => {
    while (waiting.length) await tell(waiting.shift());
  }),
);
tally.end();
