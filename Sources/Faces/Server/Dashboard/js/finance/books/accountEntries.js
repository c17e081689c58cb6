import { exactCell } from '../../parts/amountCell.js';
import { button, dataTable, el, rowHead } from '../../parts/dom.js';
import { createPagedList } from '../../parts/pagedList.js';
import { getJson } from '../../server/api.js';
import { joined, longDay } from '../../values/format.js';
import { kindName } from './transactionList.js';

const PAGE = 100;

// An account's entries in one currency, with the balance after each.
export async function openAccount(code, currency, { signal, show }) {
  const path = `/v1/ledger/accounts/${encodeURIComponent(code)}/entries`;
  const ask = (cursor) => getJson(path, { currency, limit: PAGE, cursor }, { signal });
  const body = el('tbody');
  const table = dataTable({
    id: 'account-entries', caption: `Entries of ${code} in ${currency}`, body,
    columns: ['Transaction', [`Amount ${currency}`, 'num'], ['Balance', 'num']],
  });
  const note = `Entries in ${currency} with the balance after each; debits are positive, credits negative.`;
  const list = createPagedList({
    container: body, frame: el('div', el('p.panel-note', note), table), name: 'entries', ask,
    keyOf: (entry) => entry.transaction, createItem: (entry) => row(entry, show), isAppendOnly: true,
    empty: `Nothing was posted to this account in ${currency} yet.`, olderText: 'Show more entries',
  });
  list.update(await ask());
  return list.parts;
}

function row(entry, show) {
  const label = `#${entry.transaction} ${kindName(entry)}`;
  const facts = joined(longDay(entry.date), entry.earning_period && `earned in ${entry.earning_period}`);
  const open = () => show.transaction(entry.transaction);
  return el('tr',
    rowHead(button(label, open, { class: 'row-label', title: entry.reference }), ' ', el('span.detail', facts)),
    exactCell(entry.amount, entry.currency), exactCell(entry.balance, entry.currency));
}
