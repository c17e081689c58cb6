import { explain, isAbort } from '../server/api.js';
import { el } from './dom.js';

// A dialog whose views lead to each other, and back. A view is a function of a signal that gives its elements,
// and is asked for them whenever it is shown.
export function createTrailDialog({ id, isWide = false }) {
  let trail = [];
  let controller = null;
  const title = el('h2', { id: `${id}-title`, tabindex: '-1' });
  const back = el('button', { type: 'button', class: 'quiet', text: '‹ Back', on: { click: goBack } });
  const close = el('button', { type: 'button', class: 'quiet', text: 'Close', on: { click: () => element.close() } });
  const body = el('div', { class: 'book-dialog-body' });
  const element = el('dialog', { class: `book-dialog${isWide ? ' wide' : ''}`, id, 'aria-labelledby': title.id, on: {
    close: () => { controller?.abort(); trail = []; body.replaceChildren(); },
    // Only the backdrop is the dialog itself: what is inside fills it.
    click: (event) => { if (event.target === element) element.close(); },
  } }, el('div', { class: 'book-dialog-frame' }, el('header', { class: 'book-dialog-head' }, back, title, close), body));

  function open(view, name) {
    trail.push({ view, name });
    if (!element.open) element.showModal();
    load();
  }

  function goBack() {
    trail.pop();
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

  return { element, open, back: goBack, reload: load, close: () => element.open && element.close() };
}
