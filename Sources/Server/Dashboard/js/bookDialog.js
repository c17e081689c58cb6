import { explain, isAbort } from './api.js';
import { openAccount } from './accountEntries.js';
import { openTransaction } from './transactionDetails.js';
import { el } from './dom.js';

// Shows an account's entries or a transaction's; each leads to the other, and back.
export function createBookDialog() {
  let trail = [];
  let controller = null;
  const title = el('h2', { id: 'book-dialog-title', tabindex: '-1' });
  const back = el('button', { type: 'button', class: 'quiet', text: '‹ Back', on: { click: () => { trail.pop(); load(); } } });
  const close = el('button', { type: 'button', class: 'quiet', text: 'Close', on: { click: () => element.close() } });
  const body = el('div', { class: 'book-dialog-body' });
  const element = el('dialog', { class: 'book-dialog', 'aria-labelledby': 'book-dialog-title', on: {
    close: () => { controller?.abort(); trail = []; body.replaceChildren(); },
    // Only the backdrop is the dialog itself: what is inside fills it.
    click: (event) => { if (event.target === element) element.close(); },
  } }, el('div', { class: 'book-dialog-frame' }, el('header', { class: 'book-dialog-head' }, back, title, close), body));

  const show = {
    account: (code, currency) => open((signal) => openAccount(code, currency, { signal, show }), code),
    transaction: (id) => open((signal) => openTransaction(id, { signal, show }), `Transaction ${id}`),
  };

  function open(view, name) {
    trail.push({ view, name });
    if (!element.open) element.showModal();
    load();
  }

  async function load() {
    controller?.abort();
    const { signal } = controller = new AbortController();
    const { view, name } = trail.at(-1);
    title.textContent = name;
    back.hidden = trail.length < 2;
    body.replaceChildren(el('p', { class: 'empty', text: 'Loading…' }));
    title.focus();
    try {
      const content = await view(signal);
      if (!signal.aborted) body.replaceChildren(...content);
    } catch (error) {
      if (!isAbort(error)) body.replaceChildren(el('p', { class: 'notice', role: 'alert', text: explain(error) }));
    }
    body.scrollTop = 0;
  }

  return { element, ...show, close: () => element.open && element.close() };
}
