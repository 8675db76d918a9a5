// node stories/run.mjs [words]: tells the main job in every mixture of channels, plainly and with the host killed in the middle of each step,
// and the small things and bad days beside it. Words choose stories by name (=name: exactly). VERBOSE=1 tells more. Stories run side by side; each prints when it is done.
import { Tally } from '../tally.mjs';
import { chapters as day } from './a-day.mjs';
import { chapters as longCase } from './a-long-case.mjs';
import { chapters as lesson } from './a-lesson.mjs';
import { chapters as liveAccount } from './a-live-account.mjs';
import { chapters as wrongVerdict } from './a-wrong-verdict.mjs';
import { chapters as beforeACase } from './before-a-case.mjs';
import { chapters as outage } from './an-outage.mjs';
import { chapters as criteria } from './criteria-lab.mjs';
import { chapters as badDays } from './bad-days.mjs';
import { chapters as cardsPutRight } from './cards-put-right.mjs';
import { chapters as mainJob } from './the-main-job.mjs';
import { chapters as smallThings } from './the-small-things.mjs';
import { sleep } from './host.mjs';
import { Story } from './story.mjs';

const mixtures = [
  { name: 'slack-http', rep: 'slack', specialists: 'slack', manager: 'slack' },
  { name: 'slack-socket', rep: 'slack', specialists: 'slack', manager: 'slack', socket: true, postgres: true },
  { name: 'teams-rep', rep: 'teams', specialists: 'slack', manager: 'slack', tokens: true },
  { name: 'teams-specialists', rep: 'slack', specialists: 'teams', manager: 'teams', postgres: true },
  { name: 'web', rep: 'web', specialists: 'web', manager: 'web' },
];
// A day is told for each pair of a rep's channel and the specialists'.
const channels = ['slack', 'teams', 'web'];
const pairs = channels.flatMap(rep => channels.map(specialists => ({ name: `${rep}-to-${specialists}`, rep, specialists, manager: specialists })));
const words = process.argv.slice(2);
// A chapter may want the rep, and on Slack the specialists too, on one channel.
const fits = (m, channel) => !channel || (m.rep === channel && (channel !== 'slack' || m.specialists === channel));
const mixed = chapters => mixtures.map(m => ({ ...m, chapters: chapters.filter(([, , channel]) => fits(m, channel)) })).filter(p => p.chapters.length);
// A digest on schedule comes without being asked; the manager was last seen on her channel when the story began.
const inTwoMinutes = () => new Date(Date.now() + 120_000).toISOString().slice(11, 16);
const scheduledDigest = [
  [
    'the digest comes at its time, once',
    async ({ mia }) => {
      await mia.says('hello');
      await mia.sees(/questions 0 · finished 0 · open 0 · lost 0/, 140_000);
      await sleep(3000);
      if ((await mia.seat.chat()).filter(m => /lost 0/.test(m.words)).length !== 1) throw new Error('it came more than once');
    },
  ],
];
const plans = [
  ...mixed(mainJob),
  ...mixed(mainJob).map(p => ({ ...p, name: `${p.name}-kills`, kills: 1, postgres: false })),
  // On PostgreSQL the rows of a dead host wait for their lease (15 s), for another replica might be at work: fewer deaths.
  ...mixed(mainJob)
    .slice(0, 1)
    .map(p => ({ ...p, name: `${p.name}-postgres-kills`, kills: 5, postgres: true })),
  ...mixed(longCase)
    .filter(p => ['teams-rep', 'teams-specialists', 'web'].includes(p.name))
    .flatMap(p => [
      { ...p, name: `${p.name}-long-case`, postgres: false, within: 330_000 },
      { ...p, name: `${p.name}-long-case-kills`, kills: p.name === 'web' ? 1 : 2, postgres: false },
    ]),
  ...pairs.map(p => ({ ...p, name: `${p.name}-day`, chapters: day })),
  ...mixed(lesson)
    .filter(p => ['teams-rep', 'teams-specialists', 'web'].includes(p.name))
    .map(p => ({ ...p, name: `${p.name}-lesson` })),
  ...mixed(outage)
    .filter(p => ['teams-rep', 'teams-specialists', 'web'].includes(p.name))
    .map(p => ({ ...p, name: `${p.name}-outage` })),
  ...mixed(outage)
    .filter(p => ['teams-rep', 'web'].includes(p.name))
    .map(p => ({ ...p, name: `${p.name}-outage-kills`, kills: p.name === 'web' ? 1 : 2, postgres: false })),
  ...mixed(liveAccount)
    .filter(p => ['teams-rep', 'teams-specialists'].includes(p.name))
    .map(p => ({ ...p, name: `${p.name}-live-account`, liveAccounts: true, postgres: false })),
  ...mixed(beforeACase)
    .filter(p => ['teams-rep', 'teams-specialists'].includes(p.name))
    .map(p => ({ ...p, name: `${p.name}-before-a-case`, postgres: false })),
  { ...mixtures[0], name: 'criteria-lab', chapters: criteria, also: { otto: 'manager' }, signsIn: true },
  ...mixed(wrongVerdict)
    .filter(p => ['teams-rep', 'teams-specialists', 'web'].includes(p.name))
    .map(p => ({ ...p, name: `${p.name}-wrong-verdict`, postgres: false })),
  ...mixed(smallThings).map(p => ({ ...p, name: `${p.name}-small-things`, independent: true })),
  ...mixed(badDays).map(p => ({ ...p, name: `${p.name}-bad-days`, badDays: true, independent: true })),
  ...mixed(cardsPutRight)
    .filter(p => ['slack-http', 'teams-specialists'].includes(p.name))
    .map(p => ({ ...p, name: `${p.name}-cards-put-right`, badDays: true, within: 240_000 })),
  { ...mixtures.find(m => m.name === 'teams-specialists'), name: 'scheduled-digest', digestAt: inTwoMinutes(), chapters: scheduledDigest },
].filter(p => !words.length || words.some(w => (w.startsWith('=') ? p.name === w.slice(1) : p.name.includes(w))));
const tally = new Tally();
const sideBySide = Number(process.env.SIDE_BY_SIDE ?? 2);

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
  const timeout = plan.kills ? 420_000 : plan.within ?? (plan.digestAt ? 180_000 : 150_000);
  const told = (async () => {
    if (!(await step('begins', () => story.begin()))) return;
    for (const [name, chapter] of plan.chapters) if (!(await step(name, () => chapter(story))) && !plan.independent) return;
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

// The one that only waits does not take a place.
const waits = plans.filter(p => p.digestAt),
  waiting = plans.filter(p => !p.digestAt);
const inTurn = async () => {
  while (waiting.length) await tell(waiting.shift());
};
await Promise.all([...waits.map(tell), ...Array.from({ length: sideBySide }, inTurn)]);
tally.end();
