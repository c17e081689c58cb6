import { exactCell } from '../../parts/amountCell.js';
import { el } from '../../parts/dom.js';
import { getJson } from '../../server/api.js';
import { longDay } from '../../values/format.js';
import { kindName } from './transactionList.js';

const PAGE = 100;

// An account's entries in one currency, with the balance after each.
export async function openAccount(code, currency, { signal, show }) {
  const path = `/v1/ledger/accounts/${encodeURIComponent(code)}/entries`;
  const load = (cursor) => getJson(path, { currency, limit: PAGE, cursor }, { signal });
  let { entries, next } = await load();
  if (!entries.length) return [el('p', { class: 'empty', text: `Nothing was posted to this account in ${currency} yet.` })];
  const body = el('tbody', {}, ...entries.map((entry) => row(entry, show)));
  const more = el('button', { type: 'button', class: 'quiet more', text: 'Show more entries', hidden: !next, on: { click: async () => {
    more.disabled = true;
    try {
      ({ entries, next } = await load(next));
      body.append(...entries.map((entry) => row(entry, show)));
      more.hidden = !next;
    } catch {
      more.textContent = 'That did not work: try again';
    }
    more.disabled = false;
  } } });
  return [el('p', { class: 'panel-note', text: `Entries in ${currency} with the balance after each; debits are positive, credits negative.` }),
    el('table', { id: 'account-entries' }, el('caption', { class: 'visually-hidden', text: `Entries of ${code} in ${currency}` }),
      el('thead', {}, el('tr', {}, el('th', { scope: 'col', text: 'Transaction' }), el('th', { scope: 'col', class: 'num', text: `Amount ${currency}` }), el('th', { scope: 'col', class: 'num', text: 'Balance' }))), body),
    more];
}

function row(entry, show) {
  const facts = [longDay(entry.date), entry.earning_period && `earned in ${entry.earning_period}`];
  return el('tr', {}, el('th', { scope: 'row' },
    el('button', { type: 'button', class: 'row-label', title: entry.reference, on: { click: () => show.transaction(entry.transaction) } }, `#${entry.transaction} ${kindName(entry)}`),
    ' ', el('span', { class: 'detail', text: facts.filter(Boolean).join(' · ') })),
  exactCell(entry.amount, entry.currency), exactCell(entry.balance, entry.currency));
}
