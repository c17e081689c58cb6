import { formatExact, formatMinor, isZero, parseAmount, splitExact } from '../values/money.js';
import { signedAmount } from '../values/variance.js';
import { el } from './dom.js';

const props = (amount, currency) => ({ title: `exactly ${formatExact(amount)} ${currency}`, 'data-exact': amount });
const minor = (amount, currency) => formatMinor(parseAmount(amount) ?? 0n, currency);

// An amount of the books: readable, with its exact digits on hover.
export const amountCell = (amount, currency) => el('td.num', props(amount, currency), minor(amount, currency));

// The same with every digit where there is room for them; the stylesheet shows one of the two.
export function exactCell(amount, currency) {
  const [text, quiet] = splitExact(amount);
  return el('td.num', props(amount, currency), el('span.when-narrow', minor(amount, currency)),
    el('span.when-wide.exact-digits', text, el('span.faint', quiet)));
}

// An amount with its currency behind it.
export function withCurrency(cell, currency) {
  cell.append(el('span.detail', ` ${currency}`));
  return cell;
}

// Leaves a cell out on a narrow page.
export function whereWide(cell) {
  cell.classList.add('when-wide-cell');
  return cell;
}

// A difference with its sign; nothing at all is quiet.
export function varianceCell(amount, currency, extra = '') {
  const isNone = isZero(amount);
  return el(`td.num.variance${isNone ? '.none' : ''}`, { class: extra, ...props(amount, currency) },
    isNone ? '–' : signedAmount(amount, currency));
}
