import { exactCell } from '../../parts/amountCell.js';
import { button, el, factList, rowHead } from '../../parts/dom.js';
import { findableTable } from '../../parts/limitedRows.js';
import { createTrailDialog } from '../../parts/trailDialog.js';
import { getJson } from '../../server/api.js';
import { dateAndTime, formatCount, longDay, monthName } from '../../values/format.js';
import { accountButton } from './accountButton.js';
import { openAccount } from './accountEntries.js';
import { kindName } from './transactionList.js';

// Shows an account's entries or a transaction's; each leads to the other, and back.
export function createBookDialog() {
  const dialog = createTrailDialog({ id: 'book-dialog' });
  return { element: dialog.element, ...bookViews(dialog), close: dialog.close };
}

// The views of the books, for any dialog.
export function bookViews(dialog) {
  const show = {
    account: (code, currency) => dialog.open((signal) => openAccount(code, currency, { signal, show }), code),
    transaction: (id) => dialog.open((signal) => openTransaction(id, { signal, show }), `Transaction ${id}`),
  };
  return show;
}

// A transaction with its entries, and what it was posted for.
async function openTransaction(id, { signal, show }) {
  const path = `/v1/ledger/transactions/${encodeURIComponent(id)}`;
  const { transaction, entries } = await getJson(path, {}, { signal });
  return [facts(transaction, show), ...entryTable(entries, show)];
}

function facts(one, show) {
  const link = (id) => id && button(`Transaction ${id}`, () => show.transaction(id), { class: 'quiet inline' });
  const chained = 'Covers this transaction and, through the one before it, all earlier ones';
  return factList([
    ['What', kindName(one)],
    ['Dated', longDay(one.accounting_date)],
    ['Earned in', one.earning_period && monthName(one.earning_period)],
    ['Recorded', one.recorded_at && dateAndTime(one.recorded_at)],
    ['Reason', one.reason],
    ['Reverses', link(one.reverses)],
    ['Reversed by', link(one.reversed_by)],
    ['Lines behind it', one.lines && formatCount(one.lines)],
    ['Reference', one.reference && el('code', one.reference)],
    ['Digest', one.digest && el('code', { title: chained }, one.digest)],
  ]);
}

function entryTable(entries, show) {
  if (!entries.length) return [el('p.empty', 'It moved no money.')];
  return [el('h3', 'Entries'), ...findableTable({
    id: 'transaction-entries', caption: 'Entries', columns: ['Account', 'Currency', ['Amount', 'num']],
    label: 'Find an account', all: entries, keyOf: (entry) => entry.account, rowOf: (entry) => row(entry, show),
  })];
}

function row({ account, currency, amount }, show) {
  return el('tr', rowHead(accountButton(account, { onChoose: () => show.account(account, currency) })),
    el('td.currency', currency), exactCell(amount, currency));
}
