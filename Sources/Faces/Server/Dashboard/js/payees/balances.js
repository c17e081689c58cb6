import { button, el, fillOnce, setAttr, setText, showChildren } from '../parts/dom.js';
import { compareAmounts, formatMinor, parseAmount } from '../values/money.js';
import { createWaterfallView } from './waterfallView.js';

// The balances of a payee, a currency at a time: amounts of two currencies cannot be compared.
export function createBalances() {
  let latest = [];
  let currency = null;
  let isExact = false;
  const order = [];
  const views = new Map();
  const currencies = el('div.segmented.small.currencies', { role: 'group', 'aria-label': 'Currency', hidden: true });
  const block = el('div.balance-blocks');

  // The currency with most plays first. Once shown, they stay where they are.
  function arranged(balances) {
    const bySize = [...balances].sort((a, b) =>
      b.plays - a.plays || compareAmounts(b.closing, a.closing) || a.currency.localeCompare(b.currency));
    for (const { currency: code } of bySize) if (!order.includes(code)) order.push(code);
    return order.map((code) => balances.find((balance) => balance.currency === code)).filter(Boolean);
  }

  function choose(code) {
    currency = code;
    render();
  }

  function showCurrencies() {
    const codes = latest.map((balance) => balance.currency);
    if (!codes.includes(currency)) currency = codes[0] ?? null;
    fillOnce(currencies, codes.join(), () =>
      codes.map((code) => button('', () => choose(code), { 'data-currency': code })));
    latest.forEach((balance, index) => {
      setText(currencies.children[index], `${balance.currency} ${payableText(balance)}`);
      setAttr(currencies.children[index], 'aria-pressed', String(balance.currency === currency));
    });
    currencies.hidden = codes.length < 2;
  }

  function render() {
    showCurrencies();
    const shown = latest.find((balance) => balance.currency === currency);
    if (!shown) return block.replaceChildren();
    if (!views.has(currency)) views.set(currency, createWaterfallView(currency));
    views.get(currency).update(shown, isExact);
    showChildren(block, [views.get(currency).element]);
  }

  return {
    currencies,
    block,
    update(balances) {
      latest = arranged(balances);
      render();
    },
    showExact(wanted) {
      isExact = wanted;
      render();
    },
  };
}

export const payableText = ({ payable, currency }) => formatMinor(parseAmount(payable) ?? 0n, currency);
