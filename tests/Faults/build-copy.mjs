// A copy of the program with edits in it, built beside the repository.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../Peers/stories/host.mjs';

/** edits: [{ file, original, becomes }]; files: { path: text } that are new. Returns the built program; one that is there already is not built again. */
export function buildCopy(folder, edits, files = {}) {
  const dll = path.join(folder, 'bot/bin/Debug/net10.0/escalationbot.dll');
  if (fs.existsSync(dll)) return dll;
  console.log(`copying to ${folder} and building`);
  const listed = spawnSync('git', ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8', maxBuffer: 1 << 28 }).stdout;
  for (const file of listed.split('\0').filter(f => f && !f.startsWith('tests/') && fs.existsSync(path.join(root, f)))) fs.cpSync(path.join(root, file), path.join(folder, file));
  for (const { file, original, becomes } of edits) {
    const text = fs.readFileSync(path.join(folder, file), 'utf8');
    if (text.split(original).length !== 2) throw new Error(`${file} must hold "${original}" once`);
    fs.writeFileSync(path.join(folder, file), text.replace(original, () => becomes));
  }
  for (const [file, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, file), text);
  const quick = ['-p:RunAnalyzers=false', '-p:EnforceCodeStyleInBuild=false', '-p:TreatWarningsAsErrors=false', '-p:GenerateDocumentationFile=false'];
  const build = spawnSync('dotnet', ['build', 'bot', '-v', 'q', '--nologo', '-clp:ErrorsOnly', ...quick], { cwd: folder, stdio: 'inherit' });
  if (build.status !== 0) process.exit(2);
  return dll;
}
