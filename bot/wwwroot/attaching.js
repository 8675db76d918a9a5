// Files that a person attaches: uploaded as soon as they are there, listed above the field, and sent with the next message.
import { newId } from './api.js';

const texts = document.getElementById('texts').dataset;
const say = (key, name) => texts[key].replace('{0}', name);
const listOf = form => form.querySelector('.attached');

/** Attaches files; what cannot be is said in words. */
export function attach(form, chosen) {
  const failed = form.querySelector('.failed');
  failed.textContent = '';
  for (const bytes of chosen) {
    const why = listOf(form).children.length >= Number(texts.attachMost) ? texts.attachMany
      : bytes.size > Number(texts.attachLargest) ? `${bytes.name}: ${texts.attachLarge}`
      : bytes.size === 0 ? `${bytes.name}: ${texts.attachEmpty}` : undefined;
    if (why) { failed.textContent = why; continue; }
    const file = { key: newId(), name: bytes.name || 'image.png', size: bytes.size };
    file.ready = upload(form, file, bytes);
    show(form, file);
  }
}

/** The file's id, or undefined with `file.why`. */
async function upload(form, file, bytes) {
  tell(form, say('attachComing', file.name));
  try {
    const query = new URLSearchParams({ as: form.dataset.as, name: file.name, type: bytes.type });
    const answer = await fetch(`/webchat/files?${query}`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: bytes, signal: AbortSignal.timeout(180000) });
    const json = await answer.json().catch(() => ({}));
    if (answer.status === 401) location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
    if (answer.ok) {
      tell(form, say('attachReady', file.name));
      file.item?.removeAttribute('aria-busy');
      file.done = true;
      return json.id;
    }
    file.why = json.error ? `${file.name}: ${json.error}` : say('attachFailed', file.name);
  } catch { file.why = say('attachFailed', file.name); }
  if (file.item?.isConnected) {
    remove(form, file.item);
    form.querySelector('.failed').textContent = file.why;
  }
  return undefined;
}

/** Lists a file above the field. */
export function show(form, file) {
  const item = document.createElement('li');
  const name = Object.assign(document.createElement('span'), { textContent: file.name, dir: 'auto' });
  const size = Object.assign(document.createElement('small'), { textContent: sizeOf(file.size) });
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: '×' });
  button.dataset.own = 'detach';
  button.setAttribute('aria-label', say('attachRemove', file.name));
  item.append(name, size, button);
  item.file = file;
  file.item = item;
  if (!file.done) item.setAttribute('aria-busy', 'true');
  listOf(form).append(item);
  listOf(form).hidden = false;
}

/** Takes one off again; the keyboard stays near. */
export function detach(button) {
  const { form } = button;
  const next = (button.closest('li').nextElementSibling ?? button.closest('li').previousElementSibling)?.querySelector('button');
  remove(form, button.closest('li'));
  (next ?? form.querySelector('textarea')).focus();
}

/** What is attached, taken out of the list to be sent. */
export function takeAll(form) {
  const files = [...listOf(form).children].map(item => item.file);
  listOf(form).replaceChildren();
  listOf(form).hidden = true;
  return files;
}

function remove(form, item) {
  item.remove();
  listOf(form).hidden = listOf(form).children.length === 0;
}
function tell(form, sentence) { form.querySelector('.coming').textContent = sentence; }
function sizeOf(bytes) {
  const [unit, by] = bytes < 1e6 ? ['kilobyte', 1e3] : ['megabyte', 1e6];
  return new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit, maximumFractionDigits: 1 }).format(Math.max(bytes / by, 0.1));
}
