import { el, field } from '../parts/dom.js';
import { today } from '../values/clock.js';
import { monthName } from '../values/format.js';
import { lastMonths } from '../values/periods.js';

const DELAY = 400;
const MONTHS = 24;

// Chooses some of all statements: those of a payee by its id, of a period.
export function createStatementFilter({ onChange }) {
  let timer = 0;
  let latest = JSON.stringify({ payee: '', period: '' });
  const payee = el('input', {
    type: 'search', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', maxlength: 200, placeholder: 'Any',
    'data-testid': 'statements-payee', on: { input: schedule, change: apply },
  });
  const period = el('select', { 'data-testid': 'statements-period', on: { change: apply } },
    el('option', { value: '' }, 'Any'));
  const known = new Set();
  const element = el('div.field-row.panel-filter', { role: 'group', 'aria-label': 'Filter the statements' },
    field('Payee id', payee), field('Period', period));

  function schedule() {
    clearTimeout(timer);
    timer = setTimeout(apply, DELAY);
  }

  function apply() {
    clearTimeout(timer);
    const wanted = { payee: payee.value.trim(), period: period.value };
    if (JSON.stringify(wanted) === latest) return;
    latest = JSON.stringify(wanted);
    onChange(wanted);
  }

  // Replacing the options would close a list that is open.
  function offer(statements) {
    const periods = [...lastMonths(today(), MONTHS), ...statements.map((one) => one.period)];
    const fresh = periods.filter((one) => !known.has(one));
    if (!fresh.length) return;
    for (const one of fresh) known.add(one);
    const chosen = period.value;
    const options = [...known].sort().reverse().map((one) => el('option', { value: one }, monthName(one)));
    period.replaceChildren(period.options[0], ...options);
    period.value = chosen;
  }

  return { element, offer, stop: () => clearTimeout(timer) };
}
