import { el, setAttr, setText, write } from '../parts/dom.js';
import { createTable } from '../parts/table.js';
import { formatCount, formatPercent, plural } from '../values/format.js';
import { compareAmounts, formatAmount, formatExact, isZero, parseAmount } from '../values/money.js';

// The table used everywhere: name, plays, estimated earnings, share. A row may carry
// {text, detail, badge, href | action, selected, dimmed, outside, colour}.
export function createEarningsTable({ id, caption, heading, sortBy = 'amount', firstRows }) {
  const byAmount = (a, b) => compareAmounts(a.amount, b.amount);
  const columns = [
    { key: 'name', label: heading, sort: (a, b) => a.text.localeCompare(b.text), fill: fillName },
    { key: 'plays', label: 'Plays', numeric: true, sort: (a, b) => a.plays - b.plays, fill: fillPlays },
    { key: 'amount', label: 'Estimated', numeric: true, sort: byAmount, fill: fillAmount },
    { key: 'share', label: 'Share', numeric: true, sort: byAmount, fill: fillShare },
  ];
  const sizeOf = (row, key) => (key === 'plays' ? BigInt(row.plays) : parseAmount(row.amount) ?? 0n);
  const table = createTable({ id, caption, columns, sortBy, sizeOf, firstRows, empty: 'No plays in this selection.' });
  return {
    ...table,
    update(rows) {
      const currency = rows.find((row) => row.currency)?.currency;
      if (currency) table.relabel('amount', `Estimated ${currency}`);
      table.update(rows);
    },
  };
}

function fillName(cell, row) {
  const kind = row.href ? 'a' : row.action ? 'button' : 'span';
  if (cell.querySelector('.row-label')?.localName !== kind) cell.replaceChildren(nameCell(kind));
  const [swatch, label, badge, detail] = cell.firstElementChild.children;
  write(label, { text: row.text, title: row.title ?? row.text });
  if (kind === 'a') setAttr(label, 'href', row.href);
  if (kind === 'button') {
    label.onclick = row.action;
    setAttr(label, 'aria-pressed', String(Boolean(row.selected)));
  }
  setAttr(swatch, 'data-colour', row.colour);
  swatch.hidden = row.colour === undefined;
  setText(badge, row.badge ?? '');
  badge.hidden = !row.badge;
  write(detail, { text: row.detail ?? '', title: row.detail });
  detail.hidden = !row.detail;
}

function nameCell(kind) {
  const label = el(`${kind}.row-label.name`, {
    class: kind === 'span' ? '' : 'row-action', dir: 'auto', type: kind === 'button' && 'button',
  });
  return el('span.name-cell', el('span.swatch', { 'aria-hidden': 'true' }), label,
    el('span.badge', { hidden: true }), el('span.detail', { dir: 'auto' }));
}

function fillPlays(cell, row) {
  write(cell, {
    text: row.outside ? '–' : formatCount(row.plays),
    title: row.unrated ? `${plural(row.unrated, 'play')} of these without a known rate` : null,
  });
}

function fillAmount(cell, row) {
  setText(cell, row.outside || row.amount === null ? '–' : amountText(row));
  const missing = row.missing?.length ? `; without ${row.missing.join(', ')} for lack of an exchange rate` : '';
  const exact = row.amount && `estimated, exactly ${formatExact(row.amount)} ${row.currency}${missing}`;
  write(cell, { title: exact, 'data-exact': row.amount });
}

// A bare 0.00 would hide earnings that exist but only in currencies without an exchange rate.
function amountText(row) {
  const only = row.missing.length === 1 && isZero(row.amount) ? row.missing[0] : null;
  return only && row.gross[only] ? `${only} ${formatAmount(row.gross[only])}` : formatAmount(row.amount);
}

function fillShare(cell, row) {
  setText(cell, row.outside ? '–' : formatPercent(row.share));
}
