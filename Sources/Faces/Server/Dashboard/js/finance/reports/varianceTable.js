import { amountCell } from '../../parts/amountCell.js';
import { el } from '../../parts/dom.js';
import { formatCount } from '../../values/format.js';
import { isZero } from '../../values/money.js';
import { partName, PARTS } from '../../values/variance.js';
import { varianceCell, whereWide } from './varianceCells.js';

// Sums side by side, and what each variance is made of: only the parts that something has.
// `nameOf` says a sum's key in words, `onChoose` opens one.
export function varianceTable(sums, { caption, heading, nameOf, onChoose }) {
  const parts = PARTS.filter((part) => sums.some((sum) => !isZero(sum.parts[part])));
  const head = (text, props = {}) => el('th', { scope: 'col', ...props, class: `num ${props.class ?? ''}`.trim(), text });
  return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption }, el('table', { class: 'variances' }, el('caption', { class: 'visually-hidden', text: caption }),
    el('thead', {}, el('tr', {}, el('th', { scope: 'col', text: heading }), el('th', { scope: 'col', text: 'Currency' }), head('Lines', { class: 'when-wide-cell' }), head('Estimated', { class: 'when-wide-cell' }), head('Reported', { class: 'when-wide-cell' }), head('Variance'),
      ...parts.map((part) => head(partName(part), { class: 'part' })))),
    el('tbody', {}, ...sums.map((sum) => row(sum, parts, nameOf(sum.key), onChoose)))));
}

function row(sum, parts, name, onChoose) {
  return el('tr', { 'data-key': sum.key }, el('th', { scope: 'row' }, el('button', { type: 'button', class: 'opener', 'aria-label': `Lines of ${name}`, text: name, on: { click: () => onChoose(sum.key) } })),
    el('td', { class: 'currency', text: sum.currency }), el('td', { class: 'num when-wide-cell', text: formatCount(sum.lines) }),
    whereWide(amountCell(sum.estimated, sum.currency)), whereWide(amountCell(sum.reported, sum.currency)), varianceCell(sum.variance, sum.currency, { class: 'whole' }),
    ...parts.map((part) => varianceCell(sum.parts[part], sum.currency, { class: 'part' })));
}
