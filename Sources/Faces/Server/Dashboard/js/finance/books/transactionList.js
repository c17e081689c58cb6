import { button, el } from '../../parts/dom.js';
import { createPagedList } from '../../parts/pagedList.js';
import { capitalised, joined, keyName, longDay, plural } from '../../values/format.js';

export const kindName = ({ kind, cause }) => joined(capitalised(keyName(kind)), cause && keyName(cause));

// The latest transactions, newest first. `ask` gives the page of a cursor, `onOpen` shows one.
export function createTransactionList({ onOpen, ask }) {
  const list = createPagedList({
    container: el('ol.transactions', { id: 'transactions', reversed: true }), name: 'transactions', ask,
    keyOf: ({ id }) => id, createItem: (one) => item(one, onOpen), isAppendOnly: true, prepare: withReversals,
    empty: ['Nothing is posted yet: run ', el('code', 'ledgerline ledger post'), '.'],
  });
  const title = el('h3', { id: 'transactions-title' }, 'Latest transactions');
  return { element: el('section.latest', { 'aria-labelledby': title.id }, title, list.parts), update: list.update };
}

// One that was loaded earlier may have been reversed since.
function withReversals(all) {
  const reversals = new Map(all.filter((one) => one.reverses).map((one) => [one.reverses, one.id]));
  return all.map((one) => ({ ...one, reversed_by: one.reversed_by ?? reversals.get(one.id) }));
}

function item(one, onOpen) {
  const facts = joined(longDay(one.accounting_date), one.earning_period && `earned in ${one.earning_period}`,
    one.lines && plural(one.lines, 'line'));
  const mark = one.reversed_by ? `reversed by ${one.reversed_by}` : one.reverses && `reverses ${one.reverses}`;
  const content = [
    el('span.transaction-kind', el('span.name', kindName(one)), mark && el('span.badge', mark)),
    el('span.transaction-number', `#${one.id}`),
    el('span.detail', facts),
    one.reason && el('span.detail.transaction-reason', { dir: 'auto' }, `“${one.reason}”`),
  ];
  return el('li', button(content, () => onOpen(one.id), {
    'data-key': `transaction/${one.id}`, title: one.reference, class: one.reversed_by ? 'taken-back' : '',
  }));
}
