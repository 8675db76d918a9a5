// Tables: typing narrows them all, a press on a head sorts, keys go through the cases.
import './common.js';

const filter = document.getElementById('filter');
const filtered = document.getElementById('filtered');
const csv = document.getElementById('csv');
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

// What stands here is a moment's: after two minutes the page offers the next one.
const again = document.getElementById('again');
again?.addEventListener('click', event => { event.preventDefault(); location.reload(); });
if (again) setTimeout(() => { again.hidden = false; }, 120000);

// Keys, while the focus is in the table of cases: letters alone must not act anywhere else on the page.
const table = document.querySelector('[role="region"][aria-labelledby="cases"]');
table?.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
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
for (const head of document.querySelectorAll('thead th')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener('click', () => {
    const up = head.getAttribute('aria-sort') !== 'ascending';
    for (const other of head.parentElement.children) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    const body = head.closest('table').tBodies[0];
    const rows = [...body.rows].sort((a, b) => (up ? 1 : -1) * compare(key(a.cells[head.cellIndex]), key(b.cells[head.cellIndex])));
    body.append(...rows);
  });
}
