// Holds Adaptive Cards against the official 1.5 schema (microsoft/AdaptiveCards, MIT) and the official renderer under Teams' host config.
//   node teams/cards.mjs card.json    prints what is wrong; exit 1 if anything is
// The renderer wants a browser's globals, which would mislead other packages in the process, so it lives in a worker thread.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

/** Checks many cards; resolves to one list of problems a card (empty = good). */
export async function checkCards(cards) {
  const worker = new Worker(new URL(import.meta.url));
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.postMessage(cards);
    });
  } finally {
    await worker.terminate();
  }
}

// Neither schema nor renderer asks for it, but Teams shows "card could not be displayed" without it; 1.5 is what Teams shows everywhere.
const version = card => (/^1\.[0-5]$/.test(card.version) ? [] : [`version: ${card.version}`]);

function schemaCheck() {
  const require = createRequire(import.meta.url);
  const ajv = new (require('ajv').default)({ strict: false, allErrors: false, validateSchema: false });
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
  require('ajv-formats').default(ajv);
  const schema = JSON.parse(fs.readFileSync(new URL('./schemas/adaptive-card-1.5.0.json', import.meta.url), 'utf8'));
  delete schema.id;
  const validate = ajv.compile(schema);
  return card => (validate(card) ? [] : validate.errors.slice(0, 4).map(e => `schema: ${e.instancePath || '/'} ${e.message}`));
}

function rendererCheck() {
  const require = createRequire(import.meta.url);
  const { JSDOM } = require('jsdom');
  const { window } = new JSDOM('<!doctype html><body></body>');
  globalThis.window = window;
  globalThis.document = window.document;
  const wanted = /^(HTML|SVG)|^(Node|Element|Event|KeyboardEvent|MouseEvent|FocusEvent|DOMParser|getComputedStyle)$/;
  for (const name of Object.getOwnPropertyNames(window)) if (wanted.test(name)) globalThis[name] = window[name];
  globalThis.ResizeObserver ??= class {
    observe() {}
    disconnect() {}
    unobserve() {}
  };
  const AC = require('adaptivecards/dist/adaptivecards.js'); // the lib folder is ES modules without file extensions
  const designer = require.resolve('adaptivecards-designer/package.json');
  const hostConfig = JSON.parse(fs.readFileSync(designer.replace('package.json', 'lib/hostConfigs/microsoft-teams-light.json'), 'utf8'));
  AC.AdaptiveCard.onProcessMarkdown = (text, result) => Object.assign(result, { outputHtml: text, didProcess: true });
  return json => {
    const problems = [];
    const card = new AC.AdaptiveCard();
    card.hostConfig = new AC.HostConfig(hostConfig.hostConfig ?? hostConfig);
    const context = new AC.SerializationContext(AC.Versions.v1_5);
    card.parse(json, context);
    for (let i = 0; i < context.eventCount; i++) problems.push(`parse: ${context.getEventAt(i).message}`);
    for (const e of card.validateProperties().validationEvents) problems.push(`validate: ${e.message}`);
    try {
      if (!card.render()?.outerHTML) problems.push('render: nothing to show');
    } catch (e) {
      problems.push(`render: ${e.message}`);
    }
    return problems;
  };
}

if (!isMainThread) {
  const schema = schemaCheck(),
    renderer = rendererCheck();
  parentPort.on('message', cards => parentPort.postMessage(cards.map(card => [...version(card), ...schema(card), ...renderer(card)])));
} else if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [problems] = await checkCards([JSON.parse(fs.readFileSync(process.argv[2] ?? 0, 'utf8'))]);
  console.log(problems.join('\n') || 'good');
  process.exitCode = problems.length ? 1 : 0;
}
