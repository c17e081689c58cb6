import { announce } from '../parts/announcer.js';
import { showFreshness } from '../parts/controls.js';
import { button, el, setAttr, setText } from '../parts/dom.js';
import { createMonthPicker } from '../parts/monthPicker.js';
import { createRestrictedPanel } from '../parts/panel.js';
import { getJson } from '../server/api.js';
import { observe, today } from '../values/clock.js';
import { monthName } from '../values/format.js';
import { lastMonths } from '../values/periods.js';
import { createBalances, payableText } from './balances.js';

const PACE = 5000;
const MONTHS = 6;
const NOTE = 'What posting and a statement would give at this moment, whatever the filters say.';

// The amount that a payee would be paid for a month if it ended now.
// `ask` has the refresher run this section at once; `onCurrent` hears of the current month's balances.
export function createBalancePanel({ path, ask, onCurrent }) {
  let chosen = null;
  let closed = null;
  let announces = false;
  const current = () => today().slice(0, 7);
  const month = () => chosen ?? current();

  const balances = createBalances();
  const picker = createMonthPicker({ label: 'Period', onChange: choose });
  const exactly = button('All decimals', toggleExact, {
    class: 'quiet', id: 'balance-exact', 'aria-pressed': 'false', hidden: true,
  });
  const message = el('p.empty', 'Loading…');
  const asOf = el('time');
  const lag = el('span');
  const freshness = el('p.panel-note.balance-as-of', { hidden: true }, 'Estimated, as of ', asOf, ' UTC · ', lag);
  const body = el('div.balance', { 'aria-busy': 'false' }, balances.currencies, message, balances.block);

  function choose(period) {
    if (!period || period === month()) return;
    chosen = period === current() ? null : period;
    announces = true;
    showMonth();
    setAttr(body, 'aria-busy', 'true');
    ask(section);
  }

  function toggleExact() {
    const isExact = exactly.getAttribute('aria-pressed') !== 'true';
    setAttr(exactly, 'aria-pressed', String(isExact));
    balances.showExact(isExact);
  }

  function showMonth() {
    picker.update(lastMonths(today(), MONTHS), month());
  }

  function show(list, text) {
    showMonth();
    balances.update(list);
    exactly.hidden = list.length === 0;
    message.hidden = list.length > 0;
    setText(message, text);
  }

  function showAnswer(answer) {
    closed = null;
    show(answer.balances, `Nothing was earned in ${monthName(answer.period)} yet, and nothing was carried into it.`);
    showFreshness(asOf, lag, answer);
    freshness.hidden = false;
    if (chosen === null) onCurrent?.(answer);
    const amounts = answer.balances.map((balance) => `payable ${balance.currency} ${payableText(balance)}`);
    tell(amounts.join(', ') || 'nothing');
  }

  function showClosed(detail) {
    closed = month();
    show([], detail);
    freshness.hidden = true;
    tell(detail);
  }

  // Only what the reader asked for is read out: the figures change all the time.
  function tell(text) {
    if (announces) announce(`${monthName(month())}: ${text}`);
    announces = false;
  }

  async function load({ signal }) {
    const period = month();
    try {
      const answer = await getJson(path, { period: chosen }, { signal });
      observe(answer.as_of);
      showAnswer(answer);
      return answer;
    } catch (error) {
      if (error.status !== 409 || period !== month()) throw error;
      showClosed(error.message);
      return null;
    } finally {
      if (!signal.aborted) setAttr(body, 'aria-busy', 'false');
    }
  }

  const section = createRestrictedPanel({
    id: 'panel-balance', title: 'What is payable', note: NOTE,
    actions: [el('div.panel-actions', exactly, picker.element)], children: [body, freshness],
    pace: PACE, load, isRefusal: ({ status }) => status === 403 || status === 404, isResting: () => closed === month(),
  });
  return section;
}
