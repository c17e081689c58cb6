import { exactCell } from '../../parts/amountCell.js';
import { el } from '../../parts/dom.js';
import { createLimitedRows } from '../../parts/limitedRows.js';
import { varianceCell, whereWide } from './varianceCells.js';

// What accepting a report changes, or has changed, for each payee.
export function createTrueUps(trueUps, { status }) {
  const title = status === 'accepted' ? 'What it changed for payees' : 'What accepting it changes for payees';
  if (!trueUps.length) return [el('h3', { text: title }), el('p', { class: 'empty', text: 'Nobody gets other royalties by it.' })];
  const body = el('tbody');
  const rows = createLimitedRows({ label: 'Find a payee', keyOf: ({ payee }) => payee, onChange: fill });
  function fill() {
    body.replaceChildren(...rows.of(trueUps).map(({ payee, currency, amount }) => el('tr', { 'data-payee': payee }, el('th', { scope: 'row', dir: 'auto', text: payee }), el('td', { class: 'currency', text: currency }),
      varianceCell(amount, currency, { class: 'whole when-narrow-cell' }), whereWide(exactCell(amount, currency)))));
  }
  fill();
  return [el('h3', { text: title }), rows.element, el('table', { id: 'true-ups' }, el('caption', { class: 'visually-hidden', text: title }),
    el('thead', {}, el('tr', {}, el('th', { scope: 'col', text: 'Payee' }), el('th', { scope: 'col', text: 'Currency' }), el('th', { scope: 'col', class: 'num', text: 'Royalties after less before' }))), body)];
}
