import crypto from 'node:crypto';
export const sign = (secret, ts, body) => 'v0=' + crypto.createHmac('sha256', secret).update(`v0:${ts}:`).update(body).digest('hex');
export const sleep = ms => new Promise(r => setTimeout(r, ms));
export async function until(fn, { timeout = 20000, every = 25, what = 'condition' } = {}) {
  const t = Date.now();
  for (;;) {
    const v = await fn();
    if (v) return v;
    if (Date.now() - t > timeout) throw new Error(`timed out waiting for ${what}`);
    await sleep(every);
  }
}
// all interactive elements of a block list, with their block
export function elements(blocks = []) {
  const r = [];
  for (const b of blocks ?? []) {
    for (const e of b.elements ?? [])
      if (e.action_id !== undefined || ['button', 'overflow'].includes(e.type) || /select$|picker$/.test(e.type)) r.push({ b, e });
    if (b.accessory) r.push({ b, e: b.accessory });
    if (b.element) r.push({ b, e: b.element });
  }
  return r;
}
export const findEl = (blocks, key) =>
  elements(blocks).find(({ e }) => e.action_id === key) ??
  elements(blocks).find(({ e }) => e.text?.text === key) ??
  elements(blocks).find(({ e }) => e.action_id?.startsWith(key + ':') || e.text?.text?.toLowerCase().includes(String(key).toLowerCase()));
// what a person would read: every text in a block list
export function plain(blocks = []) {
  const out = [];
  const w = o => {
    if (Array.isArray(o)) return o.forEach(w);
    if (o && typeof o === 'object') {
      if (typeof o.text === 'string') out.push(o.text);
      for (const [k, v] of Object.entries(o)) if (typeof v === 'object') w(v);
    }
  };
  w(blocks);
  return out.join('\n');
}
// action / state value shapes: bolt-js src/types/actions/block-action.ts and @slack/bolt ViewStateValue (src/types/view/index.ts)
export function stateValue(e, v) {
  const t = e.type,
    o = x => {
      if (typeof x === 'object') return x; // an option that a type-ahead offered
      const all = [...(e.options ?? []), ...(e.option_groups ?? []).flatMap(g => g.options)];
      const f = all.find(y => y.value === x || y.text?.text === x);
      if (!f && e.type !== 'external_select') throw new Error(`no option "${x}" in ${e.action_id}; has ${all.map(y => y.value)}`);
      return f ?? { text: { type: 'plain_text', text: x }, value: x };
    };
  const has = v !== undefined && v !== null && v !== '';
  switch (t) {
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return { type: t, value: has ? String(v) : (e.initial_value ?? null) };
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
    case 'overflow':
      return { type: t, selected_option: has ? o(v) : (e.initial_option ?? null) };
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return { type: t, selected_options: has ? [].concat(v).map(o) : (e.initial_options ?? []) };
    case 'users_select':
      return { type: t, selected_user: has ? v : (e.initial_user ?? null) };
    case 'multi_users_select':
      return { type: t, selected_users: has ? [].concat(v) : (e.initial_users ?? []) };
    case 'conversations_select':
      return { type: t, selected_conversation: has ? v : (e.initial_conversation ?? null) };
    case 'multi_conversations_select':
      return { type: t, selected_conversations: has ? [].concat(v) : [] };
    case 'channels_select':
      return { type: t, selected_channel: has ? v : (e.initial_channel ?? null) };
    case 'datepicker':
      return { type: t, selected_date: has ? v : (e.initial_date ?? null) };
    case 'timepicker':
      return { type: t, selected_time: has ? v : (e.initial_time ?? null), timezone: 'America/Los_Angeles' };
    case 'datetimepicker':
      return { type: t, selected_date_time: has ? v : (e.initial_date_time ?? null) };
    case 'rich_text_input':
      return { type: t, rich_text_value: has ? { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: v }] }] } : null };
    case 'file_input':
      return { type: t, files: has ? [].concat(v) : [] };
    default:
      return { type: t };
  }
}
export function fillState(view, values = {}, { force = false } = {}) {
  // as the Slack client does: every input block, required ones must be filled
  const out = {},
    used = new Set();
  for (const b of view.blocks ?? []) {
    const els =
      b.type === 'input'
        ? [b.element]
        : [...(b.elements ?? []), ...(b.accessory ? [b.accessory] : [])].filter(
            e => e.type !== 'button' && e.action_id && /select$|picker$|checkboxes|radio|input$/.test(e.type),
          );
    if (!els.length) continue;
    for (const e of els) {
      const keys = [b.block_id, e.action_id, b.label?.text, `${b.block_id}.${e.action_id}`].filter(Boolean);
      const k = keys.find(k => k in values);
      if (k) used.add(k);
      const sv = stateValue(e, k ? values[k] : undefined);
      const val = Object.entries(sv).find(([n]) => n !== 'type' && n !== 'timezone')?.[1];
      if (!force && b.type === 'input' && !b.optional && (val == null || val === '' || (Array.isArray(val) && !val.length)))
        throw new Error(`the Slack client would not submit: required input "${b.label?.text ?? b.block_id}" is empty`);
      if (!force && typeof val === 'string' && e.max_length && [...val].length > e.max_length)
        throw new Error(`the Slack client would not submit: "${b.label?.text}" is over max_length ${e.max_length}`);
      if (!force && typeof val === 'string' && val && e.min_length && [...val].length < e.min_length)
        throw new Error(`the Slack client would not submit: "${b.label?.text}" is under min_length ${e.min_length}`);
      (out[b.block_id] ??= {})[e.action_id] = sv;
    }
  }
  const unknown = Object.keys(values).filter(k => !used.has(k));
  if (unknown.length)
    throw new Error(
      `no such input in the open modal: ${unknown.join(', ')} (has ${view.blocks
        .filter(b => b.type === 'input')
        .map(b => `${b.block_id}/${b.label?.text}`)
        .join(', ')})`,
    );
  return out;
}

export const esc = s => s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
// an id as Slack writes them
export const rid = (n = 11) =>
  crypto
    .randomBytes(12)
    .toString('base64url')
    .replace(/[^A-Za-z0-9]/g, 'Q')
    .toUpperCase()
    .slice(0, n);
