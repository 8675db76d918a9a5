// Write: the form of the desk, opened as in one's own chat.
import './common.js';
import { call, Refused } from './api.js';
import { showForm } from './dialog.js';

const said = document.getElementById('said');

for (const button of document.querySelectorAll('[data-write]')) button.addEventListener('click', async () => {
  const where = { conversation: button.dataset.chat };
  button.setAttribute('aria-busy', 'true');
  said.textContent = '';
  try {
    const { form, refused } = await call('POST', '/webchat/forms/open', { ...where, action: 'write_article', data: { case: button.dataset.write } });
    if (!form) said.textContent = refused;
    else if (await showForm(form, where)) said.textContent = said.dataset.sent;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    said.textContent = error.message;
  } finally { button.removeAttribute('aria-busy'); }
});
