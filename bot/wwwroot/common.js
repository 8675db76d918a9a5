// What every page has: the theme button, the health chip, the reader's own time zone.
import './command.js';

document.documentElement.classList.add('js');

const theme = document.getElementById('theme');
if (theme) {
  const names = ['auto', 'light', 'dark'];
  const show = name => { theme.querySelector('.word').textContent = theme.dataset[name]; };
  let now = document.documentElement.dataset.theme ?? 'auto';
  show(now);
  theme.hidden = false;
  theme.addEventListener('click', () => {
    now = names[(names.indexOf(now) + 1) % names.length];
    if (now === 'auto') { delete document.documentElement.dataset.theme; localStorage.removeItem('theme'); }
    else { document.documentElement.dataset.theme = now; localStorage.setItem('theme', now); }
    show(now);
  });
}

// A sign-in link's code is in the form now; it need not stay in the address bar and the history.
if (document.querySelector('form[data-link]')) history.replaceState(null, '', '/login');

// Signing out forgets drafts also where the answer never comes, or the connection is no https (Clear-Site-Data needs it).
for (const form of document.querySelectorAll('form.out')) form.addEventListener('submit', () => sessionStorage.clear());

const health = document.getElementById('health');
async function look() {
  let state = 'gone', why = '', degraded = [];
  try {
    const answer = await fetch('/health/ready', { signal: AbortSignal.timeout(8000) });
    const parts = await answer.json().catch(() => ({}));
    degraded = Object.entries(parts).filter(([, part]) => part?.state === 'degraded');
    why = degraded.map(([name, part]) => `${name}: ${part.why}`).join('\n');
    state = !answer.ok ? 'not' : degraded.length ? 'degraded' : 'ready';
  } catch { /* unreachable: said below */ }
  health.dataset.state = state;
  health.title = why;
  health.querySelector('.word').textContent = health.dataset[state].replace('{0}', degraded.length);
}
if (health) { look(); setInterval(() => document.hidden || look(), 15000); }

/** Cards speak in the organisation's zone, and so do the times beside them; the reader's own zone is in the tooltip. */
export function localTimes(root) {
  for (const time of root.querySelectorAll('time[datetime]')) time.title = new Date(time.dateTime).toLocaleString(document.documentElement.lang, { dateStyle: 'full', timeStyle: 'long' });
}
localTimes(document);

/** Buttons that are worth pressing for seconds only go away by themselves. */
export function endings(root) {
  for (const button of root.querySelectorAll('[data-ends-in]')) setTimeout(() => {
    const held = button === document.activeElement && button.closest('.msg');
    const row = button.closest('.buttons');
    button.remove();
    if (row && !row.children.length) row.remove();
    if (held) held.focus({ preventScroll: true });
  }, Number(button.dataset.endsIn));
}
endings(document);

// One menu at a time; Escape closes it and gives the focus back.
document.addEventListener('click', event => {
  for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener('keydown', event => {
  const menu = event.key === 'Escape' && document.querySelector('details.menu[open]');
  if (menu) { menu.open = false; menu.querySelector('summary').focus(); event.preventDefault(); }
});
document.addEventListener('toggle', event => {
  const menu = event.target;
  if (!menu.matches?.('details.menu[open]')) return;
  const items = menu.querySelector('.items');
  menu.classList.remove('end');
  // What would stand out of the column opens to its other side: nothing is to be scrolled sideways.
  const [room, box] = [menu.closest('.log, .panel, main') ?? document.documentElement, items].map(one => one.getBoundingClientRect());
  menu.classList.toggle('end', box.right > room.right || box.left < room.left);
  items.scrollIntoView({ block: 'nearest' });
}, true);
