// Holds a Teams app manifest against the official schema of its own version (npm @microsoft/app-manifest carries them all).
//   node teams/manifest.mjs manifest.json    prints what is wrong; exit 1 if anything is
import fs from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Problems of a manifest; empty = good. */
export function checkTeamsManifest(manifest) {
  const folder = manifest.manifestVersion === 'devPreview' ? 'vDevPreview' : `v${manifest.manifestVersion}`;
  const root = require.resolve('@microsoft/app-manifest').split('@microsoft/app-manifest')[0];
  const file = `${root}@microsoft/app-manifest/build/json-schemas/teams/${folder}/MicrosoftTeams.schema.json`;
  if (!fs.existsSync(file)) return [`there is no schema for manifestVersion ${manifest.manifestVersion}`];
  const { $schema, ...rest } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const old = /draft-04/.test($schema);
  const Ajv = require(old ? 'ajv-draft-04' : 'ajv').default;
  const ajv = new Ajv({ allErrors: true, strict: false });
  require('ajv-formats').default(ajv);
  const validate = ajv.compile(old ? { $schema, ...rest } : rest);
  return validate(manifest) ? [] : validate.errors.map(e => `${e.instancePath || '/'} ${e.message} ${JSON.stringify(e.params)}`);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const problems = checkTeamsManifest(JSON.parse(fs.readFileSync(process.argv[2] ?? 0, 'utf8')));
  console.log(problems.join('\n') || 'good');
  process.exitCode = problems.length ? 1 : 0;
}
