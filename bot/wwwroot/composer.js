// Where a person writes: sending in order, drafts that survive, and a label that says who will read it.
import { call, newId, Refused } from './api.js';
import { show, takeAll } from './attaching.js';

const texts = document.getElementById('texts').dataset;

/** Sends what stands in the form (or a ready sentence) after all that was sent before it. The field is free at once; what could not be sent comes back into it. */
export function say(form, text) {
  const area = form.querySelector('textarea');
  const words = (text ?? area.value).trim();
  const files = text === undefined ? takeAll(form) : [];
  if (!words && !files.length) return;
  // The same words sent again after a failure are the same message, should the first try have arrived.
  const again = form.failed?.words === words && form.failed.files === files.map(file => file.key).join();
  const body = { as: form.dataset.as, conversation: form.dataset.conversation, thread: form.dataset.thread, reply_to: form.dataset.replyTo, text: words, client_id: again ? form.failed.id : newId() };
  if (text === undefined) write(form, '');
  unreply(form);
  form.querySelector('.failed').textContent = '';
  form.failed = undefined;
  form.queue = (form.queue ?? Promise.resolve()).then(() => send(form, body, files));
}

async function send(form, body, files) {
  try {
    const ids = await Promise.all(files.map(file => file.ready));
    if (ids.includes(undefined)) throw new Refused(files.find((_, index) => !ids[index]).why);
    await call('POST', '/webchat/messages', { ...body, files: ids.length ? ids : undefined });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const since = form.querySelector('textarea').value;
    write(form, since && body.text ? `${body.text}\n${since}` : body.text || since);
    const kept = files.filter(file => !file.why);
    kept.forEach(file => show(form, file));
    form.failed = { words: body.text, files: kept.map(file => file.key).join(), id: body.client_id };
    form.querySelector('.failed').textContent = error.message === texts.notDone ? texts.notSent : error.message;
  }
}

function write(form, words) {
  form.querySelector('textarea').value = words;
  keepDraft(form);
  audience(form);
}

const draftKey = form => `draft:${form.dataset.as}:${form.dataset.conversation}:${form.dataset.thread ?? ''}`;
export function keepDraft(form) {
  const { value } = form.querySelector('textarea');
  if (value) sessionStorage.setItem(draftKey(form), value); else sessionStorage.removeItem(draftKey(form));
}
export function restoreDrafts(root) {
  for (const form of root.querySelectorAll('.composer')) {
    form.querySelector('textarea').value ||= sessionStorage.getItem(draftKey(form)) ?? '';
    audience(form);
  }
}
/** The label says who will read what is being typed. */
export function audience(form) {
  const label = form.querySelector('.audience');
  const out = Boolean(label.dataset.outside) && form.querySelector('textarea').value.trimStart().startsWith('>>');
  form.classList.toggle('out', out);
  label.textContent = out ? label.dataset.outside : label.dataset.inside;
}
export function unreply(form) {
  delete form.dataset.replyTo;
  form.querySelector('.replying').hidden = true;
}
