import { exactCell, varianceCell, whereWide } from '../../parts/amountCell.js';
import { el } from '../../parts/dom.js';
import { findableTable } from '../../parts/limitedRows.js';

// Changes for each payee that accepting a report makes, or has made.
export function createTrueUps(trueUps, { status }) {
  const caption = status === 'accepted' ? 'What it changed for payees' : 'What accepting it changes for payees';
  const title = el('h3', caption);
  if (!trueUps.length) return [title, el('p.empty', 'Nobody gets other royalties by it.')];
  return [title, ...findableTable({
    id: 'true-ups', caption, columns: ['Payee', 'Currency', ['Royalties after less before', 'num']],
    label: 'Find a payee', all: trueUps, keyOf: ({ payee }) => payee, rowOf: row,
  })];
}

function row({ payee, currency, amount }) {
  return el('tr', { 'data-payee': payee }, el('th', { scope: 'row', dir: 'auto' }, payee), el('td.currency', currency),
    varianceCell(amount, currency, 'whole when-narrow-cell'), whereWide(exactCell(amount, currency)));
}
