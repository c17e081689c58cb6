import { fillSelect } from '../parts/controls.js';
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
  const period = el('select', { 'data-testid': 'statements-period', on: { change: apply } });
  const known = new Set(lastMonths(today(), MONTHS));
  offer([]);
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

  function offer(statements) {
    for (const one of statements) known.add(one.period);
    const months = [...known].sort().reverse().map((one) => [one, monthName(one)]);
    fillSelect(period, [['', 'Any'], ...months], period.value);
  }

  return { element, offer, stop: () => clearTimeout(timer) };
}
