// Forms as native dialogs. What was typed survives closing, a lost connection and errors; it goes when the form was sent.
import { call, newId, Refused } from './api.js';

const texts = document.getElementById('texts').dataset;
const drafts = new Map();

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name in made && typeof value !== 'string') made[name] = value; else made.setAttribute(name, value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

/** Shows a form and resolves when it was sent (true) or closed (false). where: {as, message, conversation}. */
export function showForm(form, where) {
  const key = JSON.stringify([where.as, form.id, form.data]);
  const draft = drafts.get(key) ?? {};
  const fields = form.fields.map((field, index) => makeField(form, field, where, `f${index}`, draft[field.id] ?? (field.value ? { value: field.value, title: titleOf(field, field.value) } : undefined)));
  const failed = element('p', { class: 'failed', role: 'alert' });
  const submit = element('button', { class: 'btn primary' }, form.submit);
  const cancel = element('button', { type: 'button', class: 'btn' }, texts.cancel);
  const body = element('form', { method: 'dialog', novalidate: true },
    element('header', {}, element('h2', { id: 'dialog-title' }, form.title)),
    element('div', { class: 'fields' }, form.intro ? element('p', { class: 'text', dir: 'auto' }, form.intro) : null, ...fields.map(field => field.node), failed),
    element('footer', {}, element('span', { class: 'note' }, texts.kept), cancel, submit));
  const dialog = element('dialog', { 'aria-labelledby': 'dialog-title' }, body);
  const before = document.activeElement;
  const clientId = newId();
  document.body.append(dialog);

  const keep = () => drafts.set(key, Object.fromEntries(fields.map(field => [field.id, field.read()])));
  body.addEventListener('input', event => { keep(); fields.find(field => field.input === event.target)?.fail(''); });
  return new Promise(resolve => {
    let sent = false;
    cancel.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => { dialog.remove(); before?.isConnected && before.focus(); resolve(sent); });
    body.addEventListener('submit', async event => {
      event.preventDefault();
      failed.textContent = '';
      const values = Object.fromEntries(fields.map(field => [field.id, field.read()?.value ?? '']).filter(([, value]) => value.trim() !== ''));
      const missing = Object.fromEntries(fields.filter(field => field.required && !values[field.id]).map(field => [field.id, texts.required]));
      if (show(missing)) return;
      submit.setAttribute('aria-busy', 'true');
      submit.disabled = true;
      try {
        await call('POST', '/webchat/forms/submit', { ...where, form: form.id, data: form.data, values, client_id: clientId });
        sent = true;
        drafts.delete(key);
        dialog.close();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (!show(error.errors ?? {})) failed.textContent = error.message;
      } finally {
        submit.removeAttribute('aria-busy');
        submit.disabled = false;
      }
    });
    dialog.showModal();
    (fields.find(field => !field.read()?.value) ?? fields[0])?.input.focus();
  });

  function show(errors) {
    for (const field of fields) field.fail(errors[field.id] ?? '');
    const first = fields.find(field => errors[field.id]);
    const others = Object.entries(errors).filter(([id]) => !fields.some(field => field.id === id)).map(([, sentence]) => sentence);
    failed.textContent = others.join(' ');
    first?.input.focus();
    return first !== undefined || others.length > 0;
  }
}

const titleOf = (field, value) => field.options?.find(option => option.value === value)?.title ?? value;

function makeField(form, field, where, id, start) {
  const hint = field.hint ? element('p', { class: 'hint', id: `${id}-hint` }, field.hint) : null;
  const error = element('p', { class: 'failed', id: `${id}-error` });
  const described = [hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(' ');
  const common = { id, 'aria-describedby': described, 'aria-required': field.required ? 'true' : undefined, autocomplete: 'off', dir: 'auto' };
  let input, extra = null, read;
  switch (field.kind) {
    case 'paragraph':
      input = element('textarea', { ...common, rows: '3', maxlength: String(field.max_length) });
      input.value = start?.value ?? '';
      read = () => ({ value: input.value });
      break;
    case 'date':
      input = element('input', { ...common, type: 'date', min: field.earliest ?? undefined, max: field.latest ?? undefined });
      input.value = start?.value ?? '';
      read = () => ({ value: input.value });
      break;
    case 'choice':
      input = element('select', common, ...(field.options ?? []).map(option => element('option', { value: option.value, selected: option.value === start?.value }, option.title)));
      if (!start) input.prepend(element('option', { value: '', selected: true }, texts.choose));
      read = () => ({ value: input.value });
      break;
    case 'search':
      ({ input, list: extra, read } = makeSearch(form, field, where, id, common, start));
      break;
    default:
      input = element('input', { ...common, type: 'text', maxlength: String(field.max_length) });
      input.value = start?.value ?? '';
      read = () => ({ value: input.value });
  }
  const label = element('label', { for: id }, field.label);
  return {
    id: field.id, required: field.required, input, read,
    node: element('div', { class: 'field' }, label, hint, input, extra, error),
    fail(sentence) {
      error.textContent = sentence;
      if (sentence) input.setAttribute('aria-invalid', 'true'); else input.removeAttribute('aria-invalid');
    },
  };
}

/** A combobox (WAI-ARIA): options come as the person types; what is typed without choosing is kept as it is. */
function makeSearch(form, field, where, id, common, start) {
  const list = element('ul', { class: 'found', id: `${id}-list`, role: 'listbox', 'aria-label': field.label });
  const input = element('input', { ...common, type: 'text', role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': `${id}-list`, placeholder: texts.searchHint, maxlength: String(Math.min(field.max_length, 100)) });
  let chosen = start, options = [], active = -1, asked = 0, timer;
  input.value = start?.title ?? start?.value ?? '';
  const close = () => { list.replaceChildren(); active = -1; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); };
  const choose = option => { chosen = option; input.value = option.title; close(); input.dispatchEvent(new Event('input', { bubbles: true })); };
  const mark = index => {
    active = index;
    [...list.children].forEach((item, at) => item.setAttribute('aria-selected', String(at === index)));
    if (index >= 0) { input.setAttribute('aria-activedescendant', `${id}-o${index}`); list.children[index].scrollIntoView({ block: 'nearest' }); }
  };
  const show = found => {
    options = found;
    list.replaceChildren(...(found.length
      ? found.map((option, index) => element('li', { id: `${id}-o${index}`, role: 'option', 'aria-selected': 'false', dir: 'auto' }, option.title))
      : [element('li', { class: 'none' }, texts.searchNone)]));
    active = -1;
    input.setAttribute('aria-expanded', 'true');
  };
  const ask = async () => {
    const turn = ++asked;
    const typed = input.value.trim();
    if (!typed && field.options?.length) return show(field.options);
    try {
      const { options: found } = await call('GET', `/webchat/search?${new URLSearchParams({ as: where.as, form: form.id, field: field.id, q: typed })}`);
      if (turn === asked && document.activeElement === input) show(found);
    } catch { close(); }
  };
  input.addEventListener('input', event => {
    if (!event.isTrusted) return;
    chosen = undefined;
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  input.addEventListener('focus', () => { if (!chosen) ask(); });
  input.addEventListener('blur', () => setTimeout(close, 150));
  input.addEventListener('keydown', event => {
    const open = options.length > 0 && list.childElementCount > 0;
    if (event.key === 'ArrowDown' && open) { mark((active + 1) % options.length); event.preventDefault(); }
    else if (event.key === 'ArrowUp' && open) { mark((active - 1 + options.length) % options.length); event.preventDefault(); }
    else if (event.key === 'Enter' && open && active >= 0) { choose(options[active]); event.preventDefault(); }
    else if (event.key === 'Escape' && open) { close(); event.preventDefault(); event.stopPropagation(); }
  });
  list.addEventListener('pointerdown', event => {
    const at = [...list.children].indexOf(event.target.closest('li[role=option]'));
    if (at >= 0) { choose(options[at]); event.preventDefault(); }
  });
  return { input, list, read: () => (chosen ? { value: chosen.value, title: chosen.title } : { value: input.value.trim() }) };
}
