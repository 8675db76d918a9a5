// The command bar (Ctrl K): pages, cases by number, rows of the page by their words.
const template = document.getElementById('commands');
const opener = document.getElementById('command');
const most = 8;

function open() {
  if (document.querySelector('dialog[open]')) return;
  const bar = template.content.firstElementChild.cloneNode(true);
  const before = document.activeElement;
  const input = bar.querySelector('input');
  const list = bar.querySelector('[role="listbox"]');
  const pages = [...list.children];
  let at = 0;

  const option = (href, title) => {
    const made = Object.assign(document.createElement('li'), { textContent: title });
    made.setAttribute('role', 'option');
    if (href) made.dataset.href = href; else { made.className = 'none'; made.setAttribute('aria-disabled', 'true'); }
    return made;
  };
  const rows = words => [...document.querySelectorAll('main tbody tr')]
    .map(row => [row.querySelector('a[href^="/console/"]'), row.textContent])
    .filter(([link, text]) => link && words.every(word => text.toLowerCase().includes(word)))
    .map(([link, text]) => option(link.getAttribute('href'), text.replace(/\s+/g, ' ').trim().slice(0, 120)));

  function find() {
    const typed = input.value.trim();
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const number = typed.match(/^(?:esc[-\s]?)?(\d{1,9})$/i)?.[1];
    const found = [
      ...(number ? [option(`/console/cases/ESC-${number}`, template.dataset.open.replace('{0}', `ESC-${number}`))] : []),
      ...pages.filter(page => words.every(word => page.textContent.toLowerCase().includes(word))),
      ...(words.length ? rows(words) : []),
    ].slice(0, most);
    list.replaceChildren(...(found.length ? found : [option(null, template.dataset.none)]));
    choose(0);
  }
  function choose(next) {
    const options = [...list.querySelectorAll('[data-href]')];
    at = options.length ? (next + options.length) % options.length : 0;
    for (const [index, one] of options.entries()) {
      one.id = `command-${index}`;
      one.setAttribute('aria-selected', String(index === at));
    }
    if (options.length) { input.setAttribute('aria-activedescendant', `command-${at}`); options[at].scrollIntoView({ block: 'nearest' }); } else input.removeAttribute('aria-activedescendant');
  }
  const go = one => one && location.assign(one.dataset.href);

  input.addEventListener('input', find);
  input.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); choose(at + (event.key === 'ArrowDown' ? 1 : -1)); }
    else if (event.key === 'Enter') { event.preventDefault(); go(list.querySelector('[aria-selected="true"]')); }
  });
  list.addEventListener('click', event => go(event.target.closest('[data-href]')));
  bar.addEventListener('click', event => event.target === bar && bar.close());
  bar.addEventListener('close', () => { bar.remove(); before?.isConnected && before.focus(); });
  document.body.append(bar);
  find();
  bar.showModal();
  input.focus();
}

if (template) {
  opener.hidden = false;
  opener.addEventListener('click', open);
  document.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') { event.preventDefault(); open(); }
  });
}
