import { amountCell } from '../parts/amountCell.js';
import { copyButton } from '../parts/copyButton.js';
import { breakable, button, el, write } from '../parts/dom.js';
import { fileButtons } from '../parts/fileButtons.js';
import { dateAndTime, longDay, monthName } from '../values/format.js';

export const STATEMENT_COLUMNS = ['period', 'number', 'currency', 'payable', 'status', 'revision', 'issued', 'files'];
const NOTHING_PAYABLE = 'A label’s statement over all its artists has nothing payable';

// A statement: its facts and files in one row, its digest in another that can be opened.
export function createStatementRow(statement, { onDownload }) {
  const { id, number, period, currency, status, revision, issued_at: issuedAt, reason, transaction } = statement;
  const title = `Statement ${number}${revision > 1 ? `, revision ${revision}` : ''}`;
  const digest = digestRow(statement);
  const files = fileButtons({
    title, key: `statement/${id}`, onDownload,
    fileOf: (format) => ({
      path: `/v1/statements/${id}${format === 'xlsx' ? '.xlsx' : ''}`,
      fallbackName: `${number.replace(/[^\p{L}\p{N}@._-]+/gu, '_')}_r${revision}`,
    }),
  });
  const cell = (key, ...children) => el('td', { role: 'cell', 'data-column': key }, ...children);
  const numberProps = {
    role: 'rowheader', scope: 'row', 'data-column': 'number', title: `Transaction ${transaction} of the books`,
  };
  const day = el('time', { datetime: issuedAt, title: dateAndTime(issuedAt) }, longDay(issuedAt));

  return el('tbody', { role: 'rowgroup', class: status === 'superseded' ? 'superseded' : '', 'data-statement': id },
    el('tr', { role: 'row' },
      cell('period', monthName(period)),
      el('th', numberProps, el('span.statement-number', { dir: 'auto' }, breakable(number, '/')),
        reason && el('span.detail.statement-reason', { dir: 'auto' }, `“${reason}”`)),
      cell('currency', currency),
      payableCell(statement),
      cell('status', el('span.statement-status', { 'data-status': status }, status)),
      cell('revision', el('span.when-narrow', 'Revision '), String(revision)),
      cell('issued', el('span.when-narrow', 'issued '), day),
      cell('files', el('span.files', files, digestToggle(id, digest)))),
    digest);
}

// The amount; a label's statement has none, for what its artists came to is owed to many.
function payableCell({ payable, currency }) {
  const cell = payable === undefined ? el('td.num', { title: NOTHING_PAYABLE }, '–') : amountCell(payable, currency);
  write(cell, { role: 'cell', 'data-column': 'payable' });
  return cell;
}

function digestToggle(id, row) {
  const toggle = button('Show digest', () => {
    row.hidden = !row.hidden;
    write(toggle, { text: row.hidden ? 'Show digest' : 'Hide digest', 'aria-expanded': String(!row.hidden) });
  }, { class: 'quiet', 'data-key': `statement/${id}/digest`, 'aria-expanded': 'false', 'aria-controls': row.id });
  return toggle;
}

function digestRow({ id, number, digest }) {
  return el('tr.digest-row', { role: 'row', id: `statement-${id}-digest`, hidden: true },
    el('td', { role: 'cell', colspan: STATEMENT_COLUMNS.length },
      el('span.digest', el('span.detail', 'SHA-256 of “statement” in the JSON'), el('code', digest),
        copyButton(digest, `Copy the digest of ${number}`))));
}
