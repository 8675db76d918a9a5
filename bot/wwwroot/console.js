// Tables: typing narrows them all, a press on a head sorts, keys go through the cases.
import './common.js';

const filter = document.getElementById('filter');
const filtered = document.getElementById('filtered');
let csv = document.getElementById('csv');
const address = new URL(location.href);

// Words stay in the address: a narrowed console can be kept as a bookmark, and is the same after a refresh.
function narrow() {
  const typed = filter.value.trim();
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of document.querySelectorAll('tbody tr')) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every(word => text.includes(word));
  }
  const rows = [...document.querySelectorAll('section:has(#cases) tbody tr')];
  const said = rows.length === 1 ? filtered.dataset.one : filtered.dataset.many;
  filtered.textContent = '';
  if (typed) {
    const shown = [rows.filter(row => !row.hidden).length, typed, rows.length];
    filtered.textContent = said.replace(/\{(\d)\}/g, (_, n) => shown[n]) + ' ';
    const clear = document.createElement('button');
    clear.type = 'button';
    clear.className = 'link';
    clear.textContent = filtered.dataset.clear;
    clear.addEventListener('click', () => { filter.value = ''; narrow(); filter.focus(); });
    filtered.append(clear);
    address.searchParams.set('q', typed);
  } else address.searchParams.delete('q');
  history.replaceState(null, '', address);
  if (csv) csv.search = address.search;
}
filter.addEventListener('input', narrow);
// What was typed before this script was there is kept.
filter.value ||= address.searchParams.get('q') ?? '';
if (filter.value) narrow();

// What stands here is a moment's. The board comes again by itself; where it does not, the page offers the next moment after two minutes.
const again = document.getElementById('again');
again?.addEventListener('click', event => { event.preventDefault(); location.reload(); });
let stale = again && setTimeout(() => { again.hidden = false; }, 120000);

const board = document.getElementById('board');
if (board) {
  let old;
  const stream = new EventSource(`/console/board?${new URLSearchParams({ mark: document.getElementById('moment').dataset.mark })}`);
  stream.addEventListener('heartbeat', () => { clearTimeout(stale); again.hidden = true; });
  stream.addEventListener('board', event => {
    const focus = { row: document.activeElement?.closest('tr')?.id, link: document.activeElement?.getAttribute?.('href'), region: document.activeElement?.getAttribute?.('aria-labelledby') };
    const scrolled = [...board.querySelectorAll('.panel')].map(panel => [panel.scrollLeft, panel.scrollTop]);
    const sorted = [...board.querySelectorAll('table')].map(table => [...table.tHead.rows[0].cells].findIndex(head => head.ariaSort));
    const way = [...board.querySelectorAll('th[aria-sort]')].map(head => head.ariaSort);
    old = new Map([...board.querySelectorAll('tr[id]')].map(row => [row.id, row.textContent]));
    board.innerHTML = event.data;
    ready(board);
    [...board.querySelectorAll('table')].forEach((table, i) => { if (sorted[i] >= 0) sort(table.tHead.rows[0].cells[sorted[i]], way.shift() === 'ascending'); });
    [...board.querySelectorAll('.panel')].forEach((panel, i) => { if (scrolled[i]) [panel.scrollLeft, panel.scrollTop] = scrolled[i]; });
    for (const row of board.querySelectorAll('tr[id]')) if (old.get(row.id) !== row.textContent) row.classList.add('changed');
    if (focus.row) board.querySelector(`[id="${CSS.escape(focus.row)}"] a`)?.focus({ preventScroll: true });
    else if (focus.link) board.querySelector(`a[href="${CSS.escape(focus.link)}"]`)?.focus({ preventScroll: true });
    else if (focus.region) board.querySelector(`.panel[aria-labelledby="${CSS.escape(focus.region)}"]`)?.focus({ preventScroll: true });
    document.getElementById('asof').textContent = document.getElementById('moment').dataset.said;
    csv = document.getElementById('csv');
    narrow();
  });
  // A stream that was refused or lost is tried again by the browser; one that ended for good leaves the offer.
  stream.addEventListener('error', () => { clearTimeout(stale); stale = setTimeout(() => { again.hidden = false; }, 120000); });
}

// Keys, while the focus is in the table of cases: letters alone must not act anywhere else on the page.
document.querySelector('main').addEventListener('keydown', event => {
  const table = event.target.closest('[role="region"][aria-labelledby="cases"]');
  if (!table || event.ctrlKey || event.metaKey || event.altKey) return;
  const links = [...table.querySelectorAll('tbody tr:not([hidden]) td:first-child a')];
  const here = links.indexOf(document.activeElement);
  switch (event.key) {
    case 'j': links[Math.min(here + 1, links.length - 1)]?.focus(); break;
    case 'k': links[Math.max(here - 1, 0)]?.focus(); break;
    case '/': filter.focus(); break;
    case 'c': if (here >= 0) location.assign(`${links[here].getAttribute('href')}#claim`); break;
    default: return;
  }
  event.preventDefault();
});

const key = cell => cell.dataset.sort ?? cell.textContent.trim();
const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
function sort(head, up) {
  for (const other of head.parentElement.children) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
  const body = head.closest('table').tBodies[0];
  body.append(...[...body.rows].sort((a, b) => (up ? 1 : -1) * compare(key(a.cells[head.cellIndex]), key(b.cells[head.cellIndex]))));
}
function ready(area) {
  for (const head of area.querySelectorAll('thead th')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => sort(head, head.getAttribute('aria-sort') !== 'ascending'));
  }
}
ready(document);
