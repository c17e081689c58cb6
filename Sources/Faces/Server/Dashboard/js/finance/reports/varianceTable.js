import { amountCell, varianceCell, whereWide } from '../../parts/amountCell.js';
import { button, dataTable, el, rowHead, scrollBox } from '../../parts/dom.js';
import { formatCount } from '../../values/format.js';
import { isZero } from '../../values/money.js';
import { partName, PARTS } from '../../values/variance.js';

// Sums side by side, and the parts of each variance: only those that something has.
// `nameOf` says a sum's key in words, `onChoose` opens one.
export function varianceTable(sums, { caption, heading: title, nameOf, onChoose }) {
  const parts = PARTS.filter((part) => sums.some((sum) => !isZero(sum.parts[part])));
  return scrollBox(caption, dataTable({
    class: 'variances', caption,
    columns: [title, 'Currency', ['Lines', WIDE], ['Estimated', WIDE], ['Reported', WIDE], ['Variance', 'num'],
      ...parts.map((part) => [partName(part), 'num part'])],
    rows: sums.map((sum) => row(sum, parts, nameOf(sum.key), onChoose)),
  }));
}

// The class of a column of numbers that is left out on a narrow page.
export const WIDE = 'num when-wide-cell';

function row({ key, currency, lines, estimated, reported, variance, parts: amounts }, parts, name, onChoose) {
  return el('tr', { 'data-key': key },
    rowHead(button(name, () => onChoose(key), { class: 'opener', 'aria-label': `Lines of ${name}` })),
    el('td.currency', currency), el('td', { class: WIDE }, formatCount(lines)),
    whereWide(amountCell(estimated, currency)), whereWide(amountCell(reported, currency)),
    varianceCell(variance, currency, 'whole'), parts.map((part) => varianceCell(amounts[part], currency, 'part')));
}
