// What a person does to a message: its buttons and forms, and the menu of the message itself.
import { call, newId, Refused } from './api.js';
import { showForm } from './dialog.js';

const texts = document.getElementById('texts').dataset;

export async function press(button, article) {
  const as = article.closest('.col').dataset.as;
  const data = JSON.parse(button.dataset.data || '{}');
  const where = article.dataset.id ? { as, message: article.dataset.id } : { as, conversation: article.dataset.conversation };
  button.setAttribute('aria-busy', 'true');
  try {
    if (button.dataset.form !== undefined) {
      const { form, refused } = await call('POST', '/webchat/forms/open', { ...where, action: button.dataset.action, data });
      if (form) await showForm(form, where); else tell(article, refused);
      return;
    }
    const values = Object.fromEntries([...article.querySelectorAll('select[data-value]')].filter(select => select.value).map(select => [select.name, select.value]));
    await call('POST', '/webchat/press', { ...where, action: button.dataset.action, data, values, client_id: newId() });
    await new Promise(resolve => setTimeout(resolve, 600));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    tell(article, error.message);
  } finally { button.removeAttribute('aria-busy'); }
}

/** A sentence for this person alone, under what they pressed. */
function tell(article, sentence) {
  const said = article.querySelector('.failed') ?? article.querySelector('.body').appendChild(Object.assign(document.createElement('p'), { className: 'failed' }));
  said.setAttribute('role', 'alert');
  said.textContent = sentence;
}

export async function own(button, article) {
  const column = article.closest('.col');
  const as = column.dataset.as;
  const { id } = article.dataset;
  try {
    switch (button.dataset.own) {
      case 'react':
        await call('POST', '/webchat/reactions', { as, message: id, reaction: 'thumbs_up', added: button.dataset.on === undefined });
        break;
      case 'delete':
        if (!button.dataset.sure || confirm(button.dataset.sure)) await call('DELETE', `/webchat/messages/${id}?as=${encodeURIComponent(as)}`);
        break;
      case 'reply': {
        const form = column.querySelector('.foot .composer');
        form.dataset.replyTo = id;
        const line = form.querySelector('.replying');
        line.querySelector('span').textContent = line.querySelector('span').dataset.said.replace('{0}', article.querySelector('.body').innerText.slice(0, 80));
        line.hidden = false;
        form.querySelector('textarea').focus();
        break;
      }
      case 'edit':
        edit(article, as);
        break;
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    tell(article, error.message);
  }
}

function edit(article, as) {
  const body = article.querySelector('.body');
  const before = body.innerHTML;
  const area = Object.assign(document.createElement('textarea'), { value: [...body.querySelectorAll('.text')].map(text => text.textContent).join(''), dir: 'auto' });
  area.setAttribute('aria-label', texts.edit);
  const save = Object.assign(document.createElement('button'), { className: 'btn primary', textContent: texts.save, type: 'button' });
  const cancel = Object.assign(document.createElement('button'), { className: 'btn', textContent: texts.cancel, type: 'button' });
  const row = Object.assign(document.createElement('div'), { className: 'buttons' });
  row.append(save, cancel);
  body.replaceChildren(area, row);
  area.focus();
  const undo = () => { body.innerHTML = before; article.focus(); };
  cancel.addEventListener('click', undo);
  area.addEventListener('keydown', event => { if (event.key === 'Escape') undo(); });
  save.addEventListener('click', async () => {
    try { await call('PUT', `/webchat/messages/${article.dataset.id}`, { as, text: area.value }); } catch (error) { if (!(error instanceof Refused)) throw error; tell(article, error.message); }
  });
}
