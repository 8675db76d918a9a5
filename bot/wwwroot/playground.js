// The playground: three live chats. The server renders messages; this file sends what people do and puts what arrives in its place.
import { own, press } from './acting.js';
import { call } from './api.js';
import { endings, localTimes } from './common.js';
import { attach, detach } from './attaching.js';
import { audience, keepDraft, restoreDrafts, say, unreply } from './composer.js';

const main = document.getElementById('main');
const columns = () => [...document.querySelectorAll('.col')];
const narrow = matchMedia('(max-width: 1039px)');
let since = main.dataset.now;
let stream;

// ---- Tabs on a narrow screen ----
function choose(role) {
  for (const column of columns()) column.classList.toggle('chosen', column.dataset.role === role);
  for (const tab of document.querySelectorAll('.tabs button')) {
    tab.setAttribute('aria-selected', String(tab.dataset.tab === role));
    tab.tabIndex = tab.dataset.tab === role ? 0 : -1;
  }
  const column = document.getElementById(`col-${role}`);
  count(document.getElementById(`tab-${role}`), 0);
  toEnd(column);
}
document.querySelector('.tabs').addEventListener('click', event => { const tab = event.target.closest('button'); if (tab) choose(tab.dataset.tab); });
document.querySelector('.tabs').addEventListener('keydown', event => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = [...document.querySelectorAll('.tabs button')];
  const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
  choose(next.dataset.tab);
  next.focus();
});

function count(holder, number) {
  const badge = holder?.querySelector('.count');
  if (!badge) return;
  const now = number === 0 ? 0 : Number(badge.textContent || 0) + number;
  badge.textContent = now || '';
  badge.hidden = now === 0;
}

// ---- What was not read yet stays counted when the page is read again: numbers, no words, and only for this tab ----
const unreadKey = (column, conversation) => `unread:${column.dataset.as}:${conversation}`;
const keptUnread = (column, conversation) => Number(sessionStorage.getItem(unreadKey(column, conversation))) || 0;
function unread(column, conversation, number) {
  const link = column.querySelector(`.rooms a[data-conversation="${CSS.escape(conversation)}"]`);
  count(link, number);
  count(link?.closest('.menu')?.querySelector('summary'), number);
}
for (const column of columns())
  for (const { dataset: { conversation } } of column.querySelectorAll('.rooms a')) {
    if (conversation === column.dataset.conversation) sessionStorage.removeItem(unreadKey(column, conversation));
    else if (keptUnread(column, conversation)) unread(column, conversation, keptUnread(column, conversation));
  }

// ---- Scrolling: the newest stays in view unless the reader went up ----
const logOf = column => column.querySelector('.log');
const isAtEnd = log => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
function toEnd(column) {
  const log = column && logOf(column);
  if (!log) return;
  const last = log.querySelector('.threads')?.lastElementChild;
  // Of what is higher than the log its first line counts.
  log.scrollTop = last && !last.querySelector('.replies li') && last.offsetHeight > log.clientHeight - 32 ? last.offsetTop - log.offsetTop - 12 : log.scrollHeight;
  const newer = column.querySelector('.newer');
  if (newer) newer.hidden = true;
}

// ---- Putting messages in their place ----
const find = (column, id) => column.querySelector(`.msg[data-id="${CSS.escape(id)}"]`);

function place(column, event) {
  const { message, html } = event;
  if (column.dataset.conversation !== message.conversation) {
    // Only what is new counts: a change of a card that was counted before does not.
    if (message.at === message.changed_at && message.author !== column.dataset.as && isNews(message)) {
      sessionStorage.setItem(unreadKey(column, message.conversation), keptUnread(column, message.conversation) + 1);
      unread(column, message.conversation, 1);
    }
    return 'elsewhere';
  }
  const made = document.createElement('template');
  made.innerHTML = html;
  const item = made.content.querySelector('li');
  const fresh = item.querySelector('.msg');
  localTimes(item);
  endings(item);
  const known = find(column, message.id);
  if (known) return replace(known, fresh, message);
  if (message.deleted) return 'nothing';
  if (!message.thread) {
    const threads = column.querySelector('.threads');
    // What is older than the page is read with "Earlier messages".
    const first = threads.firstElementChild;
    return first && column.querySelector('.earlier') && older(message.id, first.dataset.root) ? 'nothing' : insert(threads, item);
  }
  const root = column.querySelector(`.threads > li[data-root="${CSS.escape(message.thread)}"]`);
  if (!root) return 'nothing';
  let thread = root.querySelector('.thread');
  if (!thread) return 'nothing';
  const result = insert(thread.querySelector('.replies'), item);
  thread.open = true;
  relabel(thread);
  return result;
}

/** In order of ids: they sort by time, and are compared as text of equal length. */
function insert(list, item) {
  const later = [...list.children].reverse().find(other => older(other.dataset.root, item.dataset.root));
  if (later) later.after(item); else list.prepend(item);
  return 'new';
}
const older = (a, b) => (a.length === b.length ? a < b : a.length < b.length);

function replace(known, fresh, message) {
  if (Number(fresh.dataset.changed) <= Number(known.dataset.changed)) return 'nothing';
  const item = known.closest('li');
  if (message.deleted && !item.querySelector('.replies li')) {
    const thread = item.parentElement.closest('.thread');
    item.remove();
    if (thread) relabel(thread);
    return 'changed';
  }
  // Nothing moves under a finger: while an input of the card is in use, its new face waits.
  if (known.contains(document.activeElement) && document.activeElement.matches('select, input')) {
    document.activeElement.addEventListener('blur', () => setTimeout(() => known.isConnected && replace(known, fresh, message)), { once: true });
    return 'nothing';
  }
  const held = known.contains(document.activeElement) ? document.activeElement.dataset?.action ?? '' : null;
  known.replaceWith(fresh);
  if (held !== null) (fresh.querySelector(`[data-action="${CSS.escape(held)}"]`) ?? fresh).focus({ preventScroll: true });
  return 'changed';
}

function relabel(thread) {
  const replies = thread.querySelectorAll('.replies > li').length;
  thread.querySelector('summary').textContent = replies === 0 ? thread.dataset.none : replies === 1 ? thread.dataset.one : thread.dataset.many.replace('{0}', replies);
}

// What happens in one column lights up in the others. A stream begins a little before the page was made: that is no news.
const isNews = message => Date.parse(message.changed_at) > Number(main.dataset.now);
function light(column, node) {
  column.classList.add('lit');
  clearTimeout(column.lit);
  column.lit = setTimeout(() => column.classList.remove('lit'), 1600);
  node?.classList.add('fresh');
  setTimeout(() => node?.classList.remove('fresh'), 4000);
  if (narrow.matches && !column.classList.contains('chosen')) count(document.getElementById(`tab-${column.dataset.role}`), 1);
}

function arrive(event) {
  for (const column of columns().filter(one => one.dataset.as === event.as)) {
    const log = logOf(column);
    const follow = isAtEnd(log);
    const result = place(column, event);
    if (result === 'nothing') continue;
    const own = event.message.author === event.as;
    const node = find(column, event.message.id);
    if (!own && isNews(event.message)) light(column, node);
    if (result === 'new' && (follow || own)) {
      if (!event.message.thread || node.closest('.root') === log.querySelector('.threads').lastElementChild) toEnd(column);
      else node.scrollIntoView({ block: 'nearest' });
    } else if (result === 'new' && !event.message.thread && isNews(event.message)) column.querySelector('.newer').hidden = false;
    else if (result === 'changed' && follow && !event.message.thread) keepEnd(log, node);
  }
}
/** A card that grew at the end stays in view. */
const keepEnd = (log, node) => { if (node && node.closest('li') === log.querySelector('.threads').lastElementChild) log.scrollTop = log.scrollHeight; };

// ---- What is being written. It stands at the end of the log until the message itself is there; screen readers are told of that alone. ----
function writing(event) {
  for (const column of columns().filter(one => one.dataset.as === event.as && one.dataset.conversation === event.conversation)) {
    const log = logOf(column);
    const known = log.querySelector(`.writing[data-slot="${CSS.escape(event.slot)}"]`);
    if (event.text === undefined) { known?.remove(); continue; }
    const follow = isAtEnd(log);
    const preview = known ?? Object.assign(document.createElement('div'), { className: 'msg bot writing', innerHTML: '<div class="body"><p class="text"></p></div>' });
    preview.dataset.slot = event.slot;
    preview.ariaLive = 'off';
    preview.ariaBusy = 'true';
    preview.querySelector('p').textContent = event.text || document.getElementById('texts').dataset.writing;
    if (!known) log.append(preview);
    if (follow) log.scrollTop = log.scrollHeight;
  }
}

function listen() {
  stream?.close();
  const people = [...new Set(columns().map(column => column.dataset.as).filter(Boolean))];
  if (people.length === 0) return;
  stream = new EventSource(`/webchat/stream?${new URLSearchParams([...people.map(email => ['as', email]), ['html', '1'], ['since', since]])}`);
  stream.addEventListener('message', event => { since = event.lastEventId || since; arrive(JSON.parse(event.data)); });
  stream.addEventListener('writing', event => writing(JSON.parse(event.data)));
  stream.addEventListener('open', () => {
    document.getElementById('offline').hidden = true;
    // What a bot was writing before it was restarted comes as a message.
    for (const preview of document.querySelectorAll('.writing')) preview.remove();
  });
  stream.addEventListener('error', () => {
    setTimeout(() => { document.getElementById('offline').hidden = stream.readyState === EventSource.OPEN; }, 3000);
    // A refusal ends an EventSource for good; we try again. Who is signed out, in this tab or another, is led to the sign-in, and reads no more here.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => call('GET', '/webchat/people').catch(() => {}).then(listen), 5000);
  });
}

// ---- Changing who is played and what is open ----
async function load(role, url, before = false) {
  const answer = await fetch(url, { headers: { 'X-Fragment': role } });
  if (!answer.ok) return;
  const made = document.createElement('template');
  made.innerHTML = await answer.text();
  const column = made.content.querySelector('.col');
  localTimes(column);
  endings(column);
  const old = document.getElementById(`col-${role}`);
  if (before) {
    const log = logOf(old);
    const height = log.scrollHeight;
    log.querySelector('.earlier').remove();
    const earlier = column.querySelector('.earlier');
    if (earlier) log.prepend(earlier);
    const list = log.querySelector('.threads');
    list.prepend(...[...column.querySelectorAll('.threads > li')].filter(item => !list.querySelector(`:scope > li[data-root="${item.dataset.root}"]`)));
    log.scrollTop += log.scrollHeight - height;
    return;
  }
  column.classList.toggle('chosen', old.classList.contains('chosen'));
  old.replaceWith(column);
  restoreDrafts(column);
  toEnd(column);
  const query = new URLSearchParams(location.search);
  query.set(role, column.dataset.as);
  query.set(`${role}_at`, column.dataset.conversation);
  history.replaceState(null, '', `?${query}`);
  listen();
}

document.addEventListener('click', event => {
  const link = event.target.closest('.rooms a, a.earlier');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    const role = link.closest('.col').dataset.role;
    load(role, link.href, link.matches('.earlier')).then(() => { if (link.matches('.rooms a')) document.querySelector(`#col-${role} .rooms > a[aria-current=page], #col-${role} .rooms .here`)?.focus(); });
    return;
  }
  const button = event.target.closest('button');
  if (!button) return;
  const column = button.closest('.col');
  const article = button.closest('.msg');
  if (button.closest('.items')) button.closest('details').open = false;
  if (button.dataset.say !== undefined) say(column.querySelector('.foot .composer'), button.dataset.say);
  else if (button.dataset.own === 'unreply') unreply(button.closest('form'));
  else if (button.dataset.own === 'attach') button.form.querySelector('input[type=file]').click();
  else if (button.dataset.own === 'detach') detach(button);
  else if (button.dataset.own) own(button, article);
  else if (button.dataset.action && button.getAttribute('aria-busy') !== 'true') press(button, article);
  else if (button.matches('.newer')) toEnd(column);
});
document.addEventListener('submit', event => {
  if (event.target.matches('.composer')) { event.preventDefault(); say(event.target); }
});
document.addEventListener('keydown', event => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.target.matches('.composer textarea')) { event.preventDefault(); say(event.target.form); }
});
document.addEventListener('input', event => {
  const form = event.target.closest('.composer');
  if (form) { keepDraft(form); audience(form); }
});
document.addEventListener('change', event => {
  if (event.target.matches('.composer input[type=file]')) {
    attach(event.target.form, event.target.files);
    event.target.value = '';
    event.target.form.querySelector('textarea').focus();
    return;
  }
  const form = event.target.closest('.who');
  if (form) load(event.target.name, `/?${new URLSearchParams(new FormData(form))}`).then(() => document.getElementById(`who-${event.target.name}`).focus());
});
document.addEventListener('paste', event => {
  const form = event.target.closest?.('.composer');
  if (form && event.clipboardData.files.length) { event.preventDefault(); attach(form, event.clipboardData.files); }
});
const dropsInto = event => [...event.dataTransfer?.types ?? []].includes('Files') ? event.target.closest?.('.composer') ?? event.target.closest?.('.col')?.querySelector('.foot .composer') : null;
for (const kind of ['dragover', 'dragleave', 'drop']) {
  document.addEventListener(kind, event => {
    const form = dropsInto(event);
    for (const other of document.querySelectorAll('.composer.drop')) if (kind !== 'dragover' || other !== form) other.classList.remove('drop');
    if (![...event.dataTransfer?.types ?? []].includes('Files')) return;
    // A file that misses the field must not take the page's place.
    event.preventDefault();
    if (kind === 'dragover') { form?.classList.add('drop'); event.dataTransfer.dropEffect = form ? 'copy' : 'none'; }
    if (kind === 'drop' && form) attach(form, event.dataTransfer.files);
  });
}
document.addEventListener('scroll', event => {
  if (event.target.matches?.('.log') && isAtEnd(event.target)) event.target.closest('.col').querySelector('.newer').hidden = true;
}, true);

choose('rep');
restoreDrafts(document);
columns().forEach(toEnd);
// A style that comes late makes the logs scroll only then.
if (document.readyState !== 'complete') addEventListener('load', () => columns().forEach(toEnd), { once: true });
listen();
