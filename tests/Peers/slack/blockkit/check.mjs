// Independent Block Kit check: (1) JSON Schema generated from the official @slack/types 3.2.0 (structure, enums,
// additionalProperties:false); (2) length/count limits, each taken from @slack/types JSDoc or docs.slack.dev .
import fs from 'node:fs';
import Ajv from 'ajv';
const dir = new URL('.', import.meta.url);
const J = f => JSON.parse(fs.readFileSync(new URL(f, dir)));
const ajv = new Ajv({ allErrors: true, strict: false, allowUnionTypes: true });
const V = {};
for (const t of ['Blocks', 'Modal', 'Home', 'Meta']) V[t] = ajv.compile(J(`schema.${t}.json`));
// validate a block against the one definition its "type" names, so that the errors are readable
const defs = J('schema.Blocks.json').definitions;
const byType = {};
for (const [n, d] of Object.entries(defs)) {
  const c = d?.properties?.type?.const;
  if (c && /Block$/.test(n)) byType[c] = n;
}
const blockV = {};
for (const [t, n] of Object.entries(byType)) blockV[t] = ajv.compile({ $ref: `#/definitions/${n}`, definitions: defs });
const len = s => [...s].length; // Slack counts characters; code points here
export function checkBlocks(blocks, { surface = 'message' } = {}) {
  const e = [];
  const add = (p, m) => e.push(`${p}: ${m}`);
  if (!Array.isArray(blocks)) return ['blocks: must be an array'];
  const max = surface === 'message' ? 50 : 100;
  if (blocks.length > max) add('blocks', `${blocks.length} blocks, max ${max} in a ${surface}`);
  const ids = new Set();
  const T = (t, p, m, min = 0, kind) => {
    if (t == null) return;
    if (typeof t === 'string') {
      if (len(t) > m) add(p, `${len(t)} > ${m} chars`);
      return;
    }
    if (kind && t.type !== kind) add(p, `must be ${kind}, is ${t.type}`);
    if (typeof t.text !== 'string') return add(p, 'text missing');
    if (len(t.text) > m) add(p, `${len(t.text)} > ${m} chars`);
    if (len(t.text) < Math.max(min, 1)) add(p, 'empty text');
  };
  const S = (s, p, m) => {
    if (typeof s === 'string' && len(s) > m) add(p, `${len(s)} > ${m} chars`);
  };
  const opt = (o, p, kind) => {
    T(o.text, p + '.text', 75, 1, kind);
    T(o.description, p + '.description', 75);
    S(o.value, p + '.value', 150);
    S(o.url, p + '.url', 3000);
  };
  const actionIds = new Map();
  const el = (x, p, where) => {
    if (!x || typeof x !== 'object') return;
    S(x.action_id, p + '.action_id', 255);
    if (x.action_id) {
      const k = where + '\0' + x.action_id;
      if (actionIds.has(k)) add(p, `action_id "${x.action_id}" repeated in one block`);
      actionIds.set(k, 1);
    }
    if (x.placeholder) T(x.placeholder, p + '.placeholder', 150, 1, 'plain_text');
    if (x.confirm) {
      const c = x.confirm;
      T(c.title, p + '.confirm.title', 100, 1, 'plain_text');
      T(c.text, p + '.confirm.text', 300);
      T(c.confirm, p + '.confirm.confirm', 30);
      T(c.deny, p + '.confirm.deny', 30);
    }
    if (['button', 'workflow_button'].includes(x.type)) {
      T(x.text, p + '.text', 75, 1, 'plain_text');
      S(x.value, p + '.value', 2000);
      S(x.url, p + '.url', 3000);
      S(x.accessibility_label, p + '.accessibility_label', 75);
      if (x.style && !['primary', 'danger'].includes(x.style)) add(p + '.style', x.style);
    }
    if (/select$/.test(x.type)) {
      if (x.options?.length > 100) add(p, `${x.options.length} > 100 options`);
      if (x.option_groups?.length > 100) add(p, '> 100 option_groups');
      if (/static/.test(x.type) && !x.options === !x.option_groups) add(p, 'exactly one of options / option_groups');
      if (x.options && !x.options.length) add(p, 'no options');
      x.options?.forEach((o, i) => opt(o, `${p}.options[${i}]`, 'plain_text'));
      x.option_groups?.forEach((g, i) => {
        T(g.label, `${p}.option_groups[${i}].label`, 75, 1, 'plain_text');
        if (g.options?.length > 100) add(p, '> 100 options in a group');
        g.options?.forEach((o, j) => opt(o, `${p}.option_groups[${i}].options[${j}]`, 'plain_text'));
      });
    }
    if (['checkboxes', 'radio_buttons'].includes(x.type)) {
      if (!(x.options?.length >= 1 && x.options.length <= 10)) add(p, 'needs 1..10 options');
      x.options?.forEach((o, i) => opt(o, `${p}.options[${i}]`));
    }
    if (x.type === 'overflow') {
      if (!(x.options?.length >= 1 && x.options.length <= 5)) add(p, 'overflow needs 1..5 options');
      x.options?.forEach((o, i) => opt(o, `${p}.options[${i}]`, 'plain_text'));
    }
    if (x.type === 'plain_text_input') {
      if (x.min_length > 3000) add(p + '.min_length', '> 3000');
      if (x.max_length > 3000) add(p + '.max_length', '> 3000');
    }
    if (x.type === 'image') {
      S(x.image_url, p + '.image_url', 3000);
      S(x.alt_text, p + '.alt_text', 2000);
    }
    const vals = (x.options ?? []).map(o => o.value);
    if (new Set(vals).size !== vals.length) add(p, 'duplicate option values');
  };
  let mdTotal = 0;
  blocks.forEach((b, i) => {
    const p = `blocks[${i}]`;
    if (!b || typeof b !== 'object') return add(p, 'not an object');
    const v = blockV[b.type];
    if (!v) {
      add(p, `unknown block type ${b.type}`);
      return;
    }
    if (!v(b))
      for (const er of dedupe(v.errors))
        add(p + er.instancePath.replaceAll('/', '.'), er.message + (er.params?.additionalProperty ? ` "${er.params.additionalProperty}"` : ''));
    S(b.block_id, p + '.block_id', 255);
    if (b.block_id) {
      if (ids.has(b.block_id)) add(p, `block_id "${b.block_id}" repeated`);
      ids.add(b.block_id);
    }
    const w = 'b' + i;
    switch (b.type) {
      case 'section':
        if (!b.text && !b.fields?.length) add(p, 'text or fields required');
        T(b.text, p + '.text', 3000, 1);
        if (b.fields?.length > 10) add(p, `${b.fields.length} > 10 fields`);
        b.fields?.forEach((f, j) => T(f, `${p}.fields[${j}]`, 2000, 1));
        el(b.accessory, p + '.accessory', w);
        break;
      case 'header':
        T(b.text, p + '.text', 150, 1, 'plain_text');
        break;
      case 'actions':
        if (!(b.elements?.length >= 1 && b.elements.length <= 25)) add(p, `${b.elements?.length} elements, 1..25`);
        b.elements?.forEach((x, j) => el(x, `${p}.elements[${j}]`, w));
        break;
      case 'context':
        if (!(b.elements?.length >= 1 && b.elements.length <= 10)) add(p, `${b.elements?.length} elements, 1..10`);
        b.elements?.forEach((x, j) => (x.type === 'image' ? el(x, `${p}.elements[${j}]`, w) : T(x, `${p}.elements[${j}]`, 3000, 1)));
        break;
      case 'input':
        if (surface === 'x') break;
        T(b.label, p + '.label', 2000, 1, 'plain_text');
        T(b.hint, p + '.hint', 2000, 1, 'plain_text');
        el(b.element, p + '.element', w);
        if (!b.element) add(p, 'element required');
        break;
      case 'image':
        S(b.image_url, p + '.image_url', 3000);
        S(b.alt_text, p + '.alt_text', 2000);
        T(b.title, p + '.title', 2000);
        break;
      case 'video':
        T(b.title, p + '.title', 200);
        S(b.author_name, p + '.author_name', 50);
        break;
      case 'markdown':
        mdTotal += len(b.text ?? '');
        if (surface !== 'message') add(p, 'markdown block: messages only');
        break;
      case 'file':
        if (surface !== 'message') add(p, 'file block: messages only');
        break;
      case 'table':
        if (b.rows?.length > 100) add(p, '> 100 rows');
        b.rows?.forEach((r, j) => r.length > 20 && add(`${p}.rows[${j}]`, '> 20 cells'));
        break;
    }
  });
  if (mdTotal > 12000) add('blocks', `markdown blocks total ${mdTotal} > 12000 chars`);
  const total = len(JSON.stringify(blocks));
  if (surface === 'message' && blocks.reduce((n, b) => n + textLen(b), 0) > 13000)
    add('blocks', 'more than 13,000 chars of text in all: Slack answers msg_blocks_too_long near 13,200 (bolt-js#2509)');
  return [...new Set(e)];
}
function textLen(o) {
  if (typeof o === 'string') return 0;
  let n = 0;
  if (o && typeof o === 'object') for (const [k, v] of Object.entries(o)) n += k === 'text' && typeof v === 'string' ? len(v) : textLen(v);
  return n;
}
function dedupe(errs) {
  // an anyOf over 20 element types explodes: keep errors of the branch whose "type" const matched
  const bad = new Set(errs.filter(e => e.keyword === 'const' && e.instancePath.endsWith('/type')).map(e => e.schemaPath.split('/properties/')[0]));
  const r = errs.filter(e => e.keyword !== 'const' && e.keyword !== 'anyOf' && ![...bad].some(b => e.schemaPath.startsWith(b + '/')));
  return r.length ? r : errs.slice(0, 1);
}
export function checkView(view) {
  const e = [];
  if (!view || typeof view !== 'object') return ['view: missing'];
  if (!['modal', 'home'].includes(view.type)) return [`view.type: ${view.type}`];
  const T = (t, p, m) => {
    if (t == null) return;
    if (t.type !== 'plain_text') e.push(`${p}: must be plain_text`);
    if (typeof t.text !== 'string' || !t.text) e.push(`${p}: empty`);
    else if (len(t.text) > m) e.push(`${p}: ${len(t.text)} > ${m} chars`);
  };
  if (view.type === 'modal') {
    if (!view.title) e.push('view.title: required');
    T(view.title, 'view.title', 24);
    T(view.submit, 'view.submit', 24);
    T(view.close, 'view.close', 24);
    if (!view.submit && view.blocks?.some(b => b.type === 'input')) e.push('view.submit: required when an input block is present');
  } else if (view.submit || view.close) e.push('view: a home view has no submit/close');
  if (view.private_metadata && len(view.private_metadata) > 3000) e.push(`view.private_metadata: ${len(view.private_metadata)} > 3000`);
  for (const k of ['callback_id', 'external_id']) if (view[k] && len(view[k]) > 255) e.push(`view.${k}: > 255`);
  if (JSON.stringify(view).length > 250_000) e.push('view: > 250 KB');
  const allowed = Object.keys(J('schema.Modal.json').definitions.Modal.properties ?? {});
  if (allowed.length) for (const k of Object.keys(view)) if (!allowed.includes(k)) e.push(`view.${k}: not a field of a view in @slack/types`);
  if (!view.blocks?.length) e.push('view.blocks: empty');
  else e.push(...checkBlocks(view.blocks, { surface: view.type }).map(x => 'view.' + x));
  return e;
}
export function checkMessage(m) {
  const e = [];
  if (m.blocks) {
    e.push(...checkBlocks(m.blocks));
    if (!m.text) e.push('text: no fallback text with blocks (notifications and screen readers)');
  }
  if (m.text && len(m.text) > 40000) e.push('text: > 40000, Slack truncates');
  else if (m.text && len(m.text) > 4000) e.push('text: > 4000 chars (docs: keep to 4,000)');
  if (m.attachments?.length > 100) e.push('attachments: > 100');
  if (m.metadata) {
    const md = typeof m.metadata === 'string' ? JSON.parse(m.metadata) : m.metadata;
    if (!V.Meta(md)) e.push('metadata: ' + ajv.errorsText(V.Meta.errors));
    if (md.event_type && !/^[A-Za-z0-9_.-]{1,255}$/.test(md.event_type)) e.push('metadata.event_type: not alphanumeric');
    if (JSON.stringify(md).length > 8000) e.push('metadata: > 8 KB');
  }
  return e;
}
if (process.argv[1] === new URL(import.meta.url).pathname) {
  const x = JSON.parse(fs.readFileSync(process.argv[2] ?? 0, 'utf8'));
  const r = x.type === 'modal' || x.type === 'home' ? checkView(x) : Array.isArray(x) ? checkBlocks(x) : checkMessage(x);
  console.log(r.length ? r.join('\n') : 'ok');
  process.exit(r.length ? 1 : 0);
}
