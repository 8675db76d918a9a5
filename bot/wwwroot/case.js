// One case: its buttons and forms are the desk's own; what the bot answers, and the case as it is then, come to stand here.
import { endings, localTimes } from './common.js';
import { press } from './acting.js';

const main = document.getElementById('main');
const address = new URL(location.href);
const waits = [400, 600, 1000, 2000, 4000];

/** Takes over what the page shows now. True: something of it is new. */
async function look() {
  const answer = await fetch(address, { cache: 'no-store' });
  if (!answer.ok && answer.status !== 404) return false;
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('main');
  const shown = root => [...root.querySelectorAll('#answers, .col, table')].map(part => part.textContent).join();
  if (shown(next) === shown(main)) return false;
  const held = main.contains(document.activeElement);
  main.replaceChildren(...next.childNodes);
  localTimes(main);
  endings(main);
  if (held) main.querySelector('article')?.focus({ preventScroll: true });
  return true;
}

main.addEventListener('click', async event => {
  const button = event.target.closest('button[data-action]');
  if (!button || button.getAttribute('aria-busy') === 'true') return;
  if (!address.searchParams.has('since')) address.searchParams.set('since', Date.now());
  const card = main.querySelector('.col').dataset.as;
  if (card) address.searchParams.set('as', card);
  await press(button, button.closest('article'));
  for (const wait of waits) {
    await new Promise(resolve => setTimeout(resolve, wait));
    if (await look().catch(() => false)) return;
  }
});
// Others work on it, too: looked at again when somebody comes back to the page.
document.addEventListener('visibilitychange', () => document.hidden || document.querySelector('dialog[open]') || look().catch(() => {}));

// The console's key "c": the case opens and is claimed, when it can be. It counts for who comes from the console: a link of others claims
// nothing for whoever follows it.
if (location.hash === '#claim') {
  history.replaceState(null, '', address.pathname + address.search);
  address.hash = '';
  if (document.referrer.split('?')[0] === `${address.origin}/console`) main.querySelector('button[data-action="claim"]')?.click();
}
