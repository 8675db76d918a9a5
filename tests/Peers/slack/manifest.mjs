// Holds a Slack app manifest against Slack's own schema (slackapi/manifest-schema, MIT; scopes and events are not enumerated there).
//   node slack/manifest.mjs manifest.json    prints what is wrong; exit 1 if anything is
import fs from 'node:fs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';

/** Problems of a manifest; empty = good. */
export function checkSlackManifest(manifest) {
  const version = manifest._metadata?.major_version === 2 ? '2.0.0' : '1.0.0';
  const schema = JSON.parse(fs.readFileSync(new URL(`./specs/manifest.schema.${version}.json`, import.meta.url), 'utf8'));
  const ajv = new Ajv.default({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return validate(manifest) ? [] : validate.errors.map(e => `${e.instancePath || '/'} ${e.message} ${JSON.stringify(e.params)}`);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const problems = checkSlackManifest(JSON.parse(fs.readFileSync(process.argv[2] ?? 0, 'utf8')));
  console.log(problems.join('\n') || 'good');
  process.exitCode = problems.length ? 1 : 0;
}
