import { exactCell } from '../../parts/amountCell.js';
import { el } from '../../parts/dom.js';
import { createLimitedRows } from '../../parts/limitedRows.js';
import { getJson } from '../../server/api.js';
import { dateAndTime, formatCount, longDay, monthName } from '../../values/format.js';
import { accountButton } from './accountButton.js';
import { kindName } from './transactionList.js';

// A transaction with its entries, and what it was posted for.
export async function openTransaction(id, { signal, show }) {
  const { transaction, entries } = await getJson(`/v1/ledger/transactions/${encodeURIComponent(id)}`, {}, { signal });
  return [facts(transaction, show), ...entryTable(entries, show)];
}

function facts(one, show) {
  const link = (number) => number && el('button', { type: 'button', class: 'quiet inline', text: `Transaction ${number}`, on: { click: () => show.transaction(number) } });
  const lines = [
    ['What', kindName(one)],
    ['Dated', longDay(one.accounting_date)],
    ['Earned in', one.earning_period && monthName(one.earning_period)],
    ['Recorded', one.recorded_at && dateAndTime(one.recorded_at)],
    ['Reason', one.reason],
    ['Reverses', link(one.reverses)],
    ['Reversed by', link(one.reversed_by)],
    ['Lines behind it', one.lines ? formatCount(one.lines) : null],
    ['Reference', one.reference && el('code', { text: one.reference })],
    ['Digest', one.digest && el('code', { text: one.digest, title: 'Covers this transaction and, through the one before it, all earlier ones' })],
  ];
  return el('dl', { class: 'facts' }, ...lines.filter(([, value]) => value).map(([name, value]) => el('div', {}, el('dt', { text: name }), el('dd', { dir: 'auto' }, value))));
}

function entryTable(entries, show) {
  if (!entries.length) return [el('p', { class: 'empty', text: 'It moved no money.' })];
  const body = el('tbody');
  const rows = createLimitedRows({ label: 'Find an account', keyOf: (entry) => entry.account, onChange: fill });
  function fill() { body.replaceChildren(...rows.of(entries).map((entry) => row(entry, show))); }
  fill();
  return [el('h3', { text: 'Entries' }), rows.element, el('table', { id: 'transaction-entries' }, el('caption', { class: 'visually-hidden', text: 'Entries' }),
    el('thead', {}, el('tr', {}, el('th', { scope: 'col', text: 'Account' }), el('th', { scope: 'col', text: 'Currency' }), el('th', { scope: 'col', class: 'num', text: 'Amount' }))), body)];
}

function row(entry, show) {
  return el('tr', {}, el('th', { scope: 'row' }, accountButton(entry.account, { onChoose: () => show.account(entry.account, entry.currency) })),
    el('td', { class: 'currency', text: entry.currency }), exactCell(entry.amount, entry.currency));
}
