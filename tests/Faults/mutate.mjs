#!/usr/bin/env node
// Breaks the bot in the ways of mutants.json and looks whether the judge, or the power loss, notices.
//   node tests/Faults/mutate.mjs [WORD...]     those whose id holds one of the words
//   --keep DIR                                 the built copy, for the next run
// A copy of the repository is built once with every mutant in it; FAULT_MUTANT chooses one for a process.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCopy } from './build-copy.mjs';
import { draw } from './plan.mjs';

const args = process.argv.slice(2);
const at = args.indexOf('--keep');
const kept = at >= 0 ? args.splice(at, 2)[1] : null;
const all = JSON.parse(fs.readFileSync(new URL('./mutants.json', import.meta.url), 'utf8'));
const chosen = all.filter(m => !args.length || args.some(word => m.id.includes(word)));
const copy = kept ? path.resolve(kept) : fs.mkdtempSync(path.join(os.tmpdir(), 'fault-mutants-'));
const dll = buildCopy(
  copy,
  all.flatMap(({ id, edits }) =>
    edits.map(edit => ({
      file: edit.file,
      original: edit.text ?? edit.original,
      becomes: edit.becomes ?? `(global::EscalationBot.FaultMutants.On("${id}") ? (${edit.mutated.replaceAll('FaultMutants.L', 'global::EscalationBot.FaultMutants.L')}) : (${edit.original}))`,
    })),
  ),
  {
    'core/FaultMutants.cs': `namespace EscalationBot;

public static class FaultMutants
{
    private static readonly string? Id = System.Environment.GetEnvironmentVariable("FAULT_MUTANT");

    public static bool On(string id) => id == Id;

    /// <summary>Says yes at once and keeps a moment later.</summary>
    public static System.Threading.Tasks.Task<long?> Later(System.Func<System.Threading.Tasks.Task<long?>> keep)
    {
        _ = System.Threading.Tasks.Task.Run(async () =>
        {
            await System.Threading.Tasks.Task.Delay(1500);
            await keep();
        });
        return System.Threading.Tasks.Task.FromResult<long?>(1);
    }
}
`,
  },
);

const here = fileURLToPath(new URL('.', import.meta.url));
function proof(mutant, id, seed) {
  const env = { ...process.env, ESCALATIONBOT_DLL: dll, FAULT_MUTANT: id };
  const began = Date.now();
  let r;
  if (mutant.by === 'power') r = spawnSync('node', [path.join(here, 'power/run.mjs'), '--seed', String(seed)], { env, encoding: 'utf8', timeout: 600000 });
  else {
    const { engine, seconds, only, pace, sides, specialists } = mutant;
    const file = path.join(copy, `plan-${mutant.id}.json`);
    fs.writeFileSync(file, JSON.stringify({ plan: draw({ seed, engine, seconds, replicas: 2, only, pace, sides, specialists }) }));
    r = spawnSync('node', [path.join(here, 'run.mjs'), '--replay', file], { env, encoding: 'utf8', timeout: 600000 });
  }
  return { red: r.status === 1 && /FAIL/.test(r.stdout), text: r.stdout + r.stderr, seconds: Math.round((Date.now() - began) / 1000) };
}

let survived = 0;
const seedOf = new Map();
for (const mutant of chosen) {
  // What only shows when two rows meet in one moment does not show under every seed: such a mutant names how many are tried.
  let seed = 7;
  let { red, text, seconds } = proof(mutant, mutant.id, seed);
  while (!red && seed < 6 + (mutant.seeds ?? 1)) ({ red, text, seconds } = proof(mutant, mutant.id, ++seed));
  seedOf.set(mutant, seed);
  const words = text.split('\n').filter(l => /^ {5}(lost|doubled|stuck|out of order|gaps|without effect|leaked|impatient|other)/.test(l));
  console.log(`${red ? 'caught  ' : 'SURVIVED'} ${mutant.id} (${mutant.says}; seed ${seed}, ${seconds} s)${red ? `: ${words.length} findings, ${[...new Set(words.map(w => w.trim().split(':')[0]))].join(', ')}; ${words[0]?.trim().slice(0, 130)}` : `\n${text.slice(-1500)}`}`);
  if (!red) survived++;
}
// The same runs without a mutant are green, or being caught would mean nothing.
const calm = process.env.FAULT_CALM === '0' ? [] : chosen;
let noisy = 0;
for (const mutant of calm) {
  const { red, text } = proof(mutant, '', seedOf.get(mutant));
  if (!red) continue;
  noisy++;
  console.log(`RED WITHOUT IT: the run for ${mutant.id}\n${text.slice(-1500)}`);
}
if (!kept) fs.rmSync(copy, { recursive: true, force: true });
console.log(`${chosen.length} mutants, ${chosen.length - survived} caught; ${calm.length} runs without a mutant, ${calm.length - noisy} green`);
process.exit(survived || noisy ? 1 : 0);
