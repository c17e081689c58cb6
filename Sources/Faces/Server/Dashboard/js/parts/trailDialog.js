import { explain, isAbort } from '../server/api.js';
import { button, el, setText } from './dom.js';

// A dialog whose views lead to each other, and back. A view is a function of a signal that gives its elements,
// and is asked for them whenever it is shown.
export function createTrailDialog({ id, isWide = false }) {
  let trail = [];
  let controller = null;
  const title = el('h2', { id: `${id}-title`, tabindex: '-1' });
  const back = button('‹ Back', goBack, { class: 'quiet' });
  const close = button('Close', () => element.close(), { class: 'quiet' });
  const body = el('div.book-dialog-body');
  const element = el('dialog.book-dialog', {
    id, class: isWide ? 'wide' : '', 'aria-labelledby': title.id, on: { close: forget, click: closeOnBackdrop },
  }, el('div.book-dialog-frame', el('header.book-dialog-head', back, title, close), body));

  function forget() {
    controller?.abort();
    trail = [];
    body.replaceChildren();
  }

  // Only the backdrop is the dialog itself: what is inside fills it.
  function closeOnBackdrop(event) {
    if (event.target === element) element.close();
  }

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
    setText(title, name);
    back.hidden = trail.length < 2;
    body.replaceChildren(el('p.empty', 'Loading…'));
    title.focus();
    try {
      const content = await view(signal);
      if (!signal.aborted) body.replaceChildren(...content);
    } catch (error) {
      if (!isAbort(error)) body.replaceChildren(el('p.notice', { role: 'alert' }, explain(error)));
    }
    body.scrollTop = 0;
  }

  return { element, open, back: goBack, reload: load, close: () => element.open && element.close() };
}
