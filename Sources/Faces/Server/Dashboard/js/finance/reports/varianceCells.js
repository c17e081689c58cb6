import { el } from '../../parts/dom.js';
import { formatExact, parseAmount } from '../../values/money.js';
import { signedAmount } from '../../values/variance.js';

const VERDICTS = {
  fine: ['✓ fine', 'At most 2 % off', 'at most 2 % off'],
  review: ['! review', 'More than 2 % off: somebody should look at it', 'over 2 % off'],
  blocked: ['✗ blocked', 'More than 5 % off, or money of which there is no estimate: until somebody decides, the period is not closed', 'over 5 % off'],
};

// How far a platform's month is off, to be seen at once and without colour. Of a report that was decided on, it is only
// a fact: it stands in nobody's way any more.
export function verdictBadge(verdict, status) {
  const [text, title, fact] = VERDICTS[verdict] ?? [verdict, '', verdict];
  if (status !== 'received') return el('span', { class: 'verdict', text: fact });
  return el('span', { class: 'verdict', 'data-verdict': verdict, title, text });
}

export function reportStatus(status) {
  return el('span', { class: 'report-status', 'data-status': status, text: status });
}

// A difference with its sign; what is nothing is quiet.
export function varianceCell(amount, currency, props = {}) {
  const units = parseAmount(amount) ?? 0n;
  return el('td', { ...props, class: `num variance${units === 0n ? ' none' : ''} ${props.class ?? ''}`.trim(), title: `exactly ${formatExact(amount)} ${currency}`, 'data-exact': amount,
    text: units === 0n ? '–' : signedAmount(amount, currency) });
}

// Left out on a narrow page.
export function whereWide(cell) {
  cell.classList.add('when-wide-cell');
  return cell;
}
