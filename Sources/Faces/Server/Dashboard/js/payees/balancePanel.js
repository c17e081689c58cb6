import { createAnnouncer } from '../parts/announcer.js';
import { el, panel, setAttr, setText } from '../parts/dom.js';
import { createMonthPicker } from '../parts/monthPicker.js';
import { getJson, isAbort } from '../server/api.js';
import { observe, today } from '../values/clock.js';
import { clockTime, dateAndTime, monthName, plural } from '../values/format.js';
import { compareAmounts, formatMinor, parseAmount } from '../values/money.js';
import { lastMonths } from '../values/periods.js';
import { createWaterfallView } from './waterfallView.js';

const PACE = 5000;
const MONTHS = 6;
const NOTE = 'What posting and a statement would give at this moment, whatever the filters say.';

// What a payee would be paid for a month if it ended now. Whoever may not see it sees no panel.
// `ask` has the refresher run this section at once; `onCurrent` hears of the current month's balances.
export function createBalancePanel({ path, ask, onCurrent }) {
  let chosen = null;
  let refused = false;
  let closed = null;
  let latest = null;
  let currency = null;
  let exact = false;
  let announces = false;
  const order = [];
  const views = new Map();
  const announcer = createAnnouncer();
  const month = () => chosen ?? today().slice(0, 7);

  const picker = createMonthPicker({ label: 'Period', onChange: choose });
  const exactly = el('button', { type: 'button', class: 'quiet', id: 'balance-exact', 'aria-pressed': 'false', text: 'All decimals', on: { click: () => { exact = !exact; render(); } } });
  const currencies = el('div', { class: 'segmented small currencies', role: 'group', 'aria-label': 'Currency', hidden: true });
  const block = el('div', { class: 'balance-blocks' });
  const message = el('p', { class: 'empty', text: 'Loading…' });
  const asOf = el('time');
  const lag = el('span');
  const freshness = el('p', { class: 'panel-note balance-as-of', hidden: true }, 'Estimated, as of ', asOf, ' UTC · ', lag);
  const view = panel({ id: 'panel-balance', title: 'What is payable', note: NOTE, actions: [el('div', { class: 'panel-actions' }, exactly, picker.element)],
    children: [el('div', { class: 'balance', 'aria-busy': 'false' }, currencies, message, block), freshness] });
  const body = block.parentElement;
  view.element.hidden = true;

  function choose(period) {
    if (!period || period === month()) return;
    chosen = period === today().slice(0, 7) ? null : period;
    announces = true;
    picker.update(lastMonths(today(), MONTHS), month());
    setAttr(body, 'aria-busy', 'true');
    ask(section);
  }

  // The currency with most plays first: amounts of two currencies cannot be compared. Once shown,
  // they stay where they are.
  function arrange(balances) {
    const bySize = [...balances].sort((a, b) => b.plays - a.plays || compareAmounts(b.closing, a.closing) || a.currency.localeCompare(b.currency));
    for (const { currency: code } of bySize) if (!order.includes(code)) order.push(code);
    return order.filter((code) => balances.some((balance) => balance.currency === code)).map((code) => balances.find((balance) => balance.currency === code));
  }

  function showCurrencies(balances) {
    const codes = balances.map((balance) => balance.currency);
    if (!codes.includes(currency)) currency = codes[0] ?? null;
    if (currencies.dataset.signature !== codes.join()) {
      currencies.replaceChildren(...codes.map((code) => el('button', { type: 'button', 'data-currency': code, on: { click: () => { currency = code; render(); } } })));
      currencies.dataset.signature = codes.join();
    }
    balances.forEach((balance, index) => {
      setText(currencies.children[index], `${balance.currency} ${payableText(balance)}`);
      setAttr(currencies.children[index], 'aria-pressed', String(balance.currency === currency));
    });
    currencies.hidden = codes.length < 2;
  }

  function render() {
    setAttr(exactly, 'aria-pressed', String(exact));
    picker.update(lastMonths(today(), MONTHS), month());
    const balances = latest ? arrange(latest.balances) : [];
    showCurrencies(balances);
    const shown = balances.find((balance) => balance.currency === currency);
    if (shown) {
      if (!views.has(currency)) views.set(currency, createWaterfallView(currency));
      views.get(currency).update(shown, exact);
    }
    const wanted = shown ? [views.get(currency).element] : [];
    if (block.firstElementChild !== (wanted[0] ?? null)) block.replaceChildren(...wanted);
    exactly.hidden = !shown;
    message.hidden = Boolean(shown);
  }

  function show(answer) {
    latest = answer;
    closed = null;
    render();
    setText(message, `Nothing was earned in ${monthName(answer.period)} yet, and nothing was carried into it.`);
    setText(asOf, clockTime(answer.as_of));
    setAttr(asOf, 'datetime', answer.as_of);
    setAttr(asOf, 'title', dateAndTime(answer.as_of));
    setText(lag, `${plural(answer.lag_events ?? 0, 'event')} behind`);
    freshness.hidden = false;
    if (chosen === null) onCurrent?.(answer);
    announce(() => (answer.balances.length ? answer.balances.map((balance) => `payable ${balance.currency} ${payableText(balance)}`).join(', ') : 'nothing'));
  }

  function showClosed(detail) {
    closed = month();
    latest = null;
    render();
    setText(message, detail);
    freshness.hidden = true;
    announce(() => detail);
  }

  // Only what the reader asked for is read out: the figures change all the time.
  function announce(text) {
    if (!announces) return;
    announces = false;
    announcer.reset();
    announcer.offer(() => `${monthName(month())}: ${text()}`);
  }

  const pace = () => (refused || closed === month() ? Infinity : PACE);
  const section = {
    element: view.element,
    setError: view.setError,
    interval: pace,
    // Postings, contracts and payments change it too, not plays alone.
    slowest: pace,
    async refresh({ signal }) {
      if (refused) return null;
      const period = month();
      try {
        const answer = await getJson(path, { period: chosen }, { signal });
        observe(answer.as_of);
        show(answer);
        view.element.hidden = false;
        return answer;
      } catch (error) {
        if (isAbort(error) || error.status === 401) throw error;
        refused = error.status === 403 || error.status === 404;
        view.element.hidden = refused;
        if (refused) return null;
        if (error.status !== 409 || period !== month()) throw error;
        showClosed(error.message);
        return null;
      } finally {
        if (!signal.aborted) setAttr(body, 'aria-busy', 'false');
      }
    },
  };
  return section;
}

function payableText({ payable, currency }) {
  return formatMinor(parseAmount(payable) ?? 0n, currency);
}
