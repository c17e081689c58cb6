import { formatExact, formatMinor, parseAmount, splitExact } from '../values/money.js';
import { el } from './dom.js';

// An amount of the books: readable, with its exact digits on hover.
export function amountCell(amount, currency, tag = 'td') {
  return el(tag, { class: 'num', title: `exactly ${formatExact(amount)} ${currency}`, 'data-exact': amount, text: formatMinor(parseAmount(amount) ?? 0n, currency) });
}

// The same with every digit where there is room for them; the stylesheet shows one of the two.
export function exactCell(amount, currency, tag = 'td') {
  const [text, quiet] = splitExact(amount);
  return el(tag, { class: 'num', title: `exactly ${formatExact(amount)} ${currency}`, 'data-exact': amount },
    el('span', { class: 'when-narrow', text: formatMinor(parseAmount(amount) ?? 0n, currency) }),
    el('span', { class: 'when-wide exact-digits' }, text, el('span', { class: 'faint', text: quiet })));
}
