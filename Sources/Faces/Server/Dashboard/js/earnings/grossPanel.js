import { el, setText, showChildren } from '../parts/dom.js';
import { panel } from '../parts/panel.js';
import { compareAmounts, splitExact } from '../values/money.js';

// The amounts the total is made of, in the currencies the plays were rated in.
export function createGrossPanel() {
  const list = el('dl.gross', { id: 'gross-by-currency' });
  const empty = el('p.empty', 'Loading…');
  const view = panel({
    id: 'panel-gross', title: 'Estimated gross by currency', note: 'Exact amounts before conversion.',
    children: [list, empty],
  });
  const lines = new Map();

  function line(code) {
    if (!lines.has(code)) {
      const parts = [el('span'), el('span.faint')];
      const mark = el('span.badge', { hidden: true }, 'no exchange rate');
      const element = el('div', { 'data-currency': code }, el('dt', code, ' ', mark), el('dd', parts));
      lines.set(code, { parts, mark, element });
    }
    return lines.get(code);
  }

  function show(code, amount, isMissing) {
    const { parts, mark, element } = line(code);
    splitExact(amount).forEach((text, index) => setText(parts[index], text));
    mark.hidden = !isMissing;
    element.dataset.exact = amount;
    return element;
  }

  return {
    element: view.element,
    update({ gross, converted }) {
      const missing = new Set(converted?.missing_fx ?? []);
      const codes = Object.keys(gross).sort((a, b) => compareAmounts(gross[b], gross[a]) || a.localeCompare(b));
      showChildren(list, codes.map((code) => show(code, gross[code], missing.has(code))));
      setText(empty, 'Nothing earned in this selection yet.');
      empty.hidden = codes.length > 0;
    },
  };
}
