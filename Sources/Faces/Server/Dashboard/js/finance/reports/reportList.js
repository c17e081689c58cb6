import { el, keepingFocus, setText } from '../../parts/dom.js';
import { createReportItem } from './reportItem.js';

// Reports, the newest first. `onOpen` shows one, `onOlder` loads the page after.
export function createReportList({ onOpen, onDownload, onOlder }) {
  let known = [];
  let next = null;
  let signature = null;
  const list = el('ul', { class: 'reports', id: 'reports', 'aria-label': 'Reports of platforms' });
  const empty = el('p', { class: 'empty', text: 'No report was taken in yet.' });
  const older = el('button', { type: 'button', class: 'quiet more', text: 'Show older ones', hidden: true, on: { click: loadOlder } });
  const element = el('div', {}, list, empty, older);

  async function loadOlder() {
    const asked = signature;
    older.disabled = true;
    setText(older, 'Loading…');
    let text = 'Show older ones';
    try {
      const page = await onOlder(next);
      // Others may be shown by now.
      if (asked === signature) {
        known = [...known, ...page.reconciliations];
        next = page.next ?? null;
      }
    } catch {
      text = 'That did not work: try again';
    }
    setText(older, text);
    older.disabled = false;
    render();
  }

  function render() {
    keepingFocus(list, () => list.replaceChildren(...known.map((item) => createReportItem(item, { onOpen, onDownload }))));
    empty.hidden = known.length > 0;
    older.hidden = next === null;
  }

  return {
    element,
    // Older ones stay while the newest are the same.
    update(page) {
      const mark = JSON.stringify(page);
      if (mark === signature) return;
      signature = mark;
      known = page.reconciliations;
      next = page.next ?? null;
      render();
    },
  };
}
