import { el, panel, setText } from '../parts/dom.js';
import { compareAmounts, splitExact } from '../values/money.js';

// The amounts the total is made of, in the currencies the plays were rated in.
export function createGrossPanel() {
  const list = el('dl', { class: 'gross', id: 'gross-by-currency' });
  const empty = el('p', { class: 'empty', text: 'Loading…' });
  const view = panel({ id: 'panel-gross', title: 'Estimated gross by currency', note: 'Exact amounts before conversion.', children: [list, empty] });
  const lines = new Map();

  function line(code) {
    if (!lines.has(code)) {
      const parts = [el('span'), el('span', { class: 'faint' })];
      const mark = el('span', { class: 'badge', text: 'no exchange rate', hidden: true });
      lines.set(code, { parts, mark, element: el('div', { 'data-currency': code }, el('dt', {}, code, ' ', mark), el('dd', {}, ...parts)) });
    }
    return lines.get(code);
  }

  return {
    element: view.element,
    update(total) {
      const missing = new Set(total.converted?.missing_fx ?? []);
      const codes = Object.keys(total.gross).sort((a, b) => compareAmounts(total.gross[b], total.gross[a]) || a.localeCompare(b));
      const wanted = codes.map((code) => {
        const { parts, mark, element } = line(code);
        splitExact(total.gross[code]).forEach((text, index) => setText(parts[index], text));
        mark.hidden = !missing.has(code);
        element.dataset.exact = total.gross[code];
        return element;
      });
      if (wanted.length !== list.children.length || wanted.some((node, index) => list.children[index] !== node)) list.replaceChildren(...wanted);
      setText(empty, 'Nothing earned in this selection yet.');
      empty.hidden = codes.length > 0;
    },
  };
}
