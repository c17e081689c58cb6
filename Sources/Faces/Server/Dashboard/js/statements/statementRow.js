import { amountCell } from '../parts/amountCell.js';
import { copyButton } from '../parts/copyButton.js';
import { el, setAttr, setText } from '../parts/dom.js';
import { fileButtons } from '../parts/fileButtons.js';
import { dateAndTime, longDay, monthName } from '../values/format.js';

export const STATEMENT_COLUMNS = [['period', 'Period'], ['number', 'Number'], ['currency', 'Currency'], ['payable', 'Payable'], ['status', 'Status'], ['revision', 'Revision'],
  ['issued', 'Issued'], ['files', 'Document']];

// A statement: its facts and files in one row, its digest in another that can be opened.
export function createStatementRow(statement, { onDownload }) {
  const { id, number, period, currency, payable, status, revision, issued_at: issuedAt, reason } = statement;
  const title = `Statement ${number}${revision > 1 ? `, revision ${revision}` : ''}`;
  const download = (format) => onDownload({ title: `${title}, ${format.toUpperCase()}`, path: `/v1/statements/${id}${format === 'xlsx' ? '.xlsx' : ''}`, format,
    fallbackName: `${number.replace(/[^\p{L}\p{N}@._-]+/gu, '_')}_r${revision}.${format}` });
  const digest = digestRow(statement);
  const toggle = el('button', { type: 'button', class: 'quiet', 'data-key': `statement/${id}/digest`, 'aria-expanded': 'false', 'aria-controls': digest.id, text: 'Show digest',
    on: { click: () => {
      digest.hidden = !digest.hidden;
      setText(toggle, digest.hidden ? 'Show digest' : 'Hide digest');
      setAttr(toggle, 'aria-expanded', String(!digest.hidden));
    } } });
  // What a label's artists came to is owed to many: that document has nothing payable.
  const amount = payable === undefined ? el('td', { class: 'num', text: '–', title: 'A label’s statement over all its artists has nothing payable' }) : amountCell(payable, currency);
  const cell = (key, props, ...children) => el('td', { role: 'cell', 'data-column': key, ...props }, ...children);
  setAttr(amount, 'role', 'cell');
  setAttr(amount, 'data-column', 'payable');

  return el('tbody', { role: 'rowgroup', class: status === 'superseded' ? 'superseded' : '', 'data-statement': id },
    el('tr', { role: 'row' },
      cell('period', { text: monthName(period) }),
      el('th', { role: 'rowheader', scope: 'row', 'data-column': 'number', title: `Transaction ${statement.transaction} of the books` },
        el('span', { class: 'statement-number', dir: 'auto' }, ...breakable(number)),
        reason ? el('span', { class: 'detail statement-reason', dir: 'auto', text: `“${reason}”` }) : null),
      cell('currency', { text: currency }),
      amount,
      cell('status', {}, el('span', { class: 'statement-status', 'data-status': status, text: status })),
      cell('revision', {}, el('span', { class: 'when-narrow', text: 'Revision ' }), String(revision)),
      cell('issued', {}, el('span', { class: 'when-narrow', text: 'issued ' }), el('time', { datetime: issuedAt, title: dateAndTime(issuedAt), text: longDay(issuedAt) })),
      cell('files', {}, el('span', { class: 'files' }, ...fileButtons({ title, key: `statement/${id}`, onChoose: download }), toggle))),
    digest);
}

function digestRow({ id, number, digest }) {
  return el('tr', { role: 'row', class: 'digest-row', id: `statement-${id}-digest`, hidden: true },
    el('td', { role: 'cell', colspan: STATEMENT_COLUMNS.length }, el('span', { class: 'digest' },
      el('span', { class: 'detail', text: 'SHA-256 of “statement” in the JSON' }), el('code', { text: digest }), copyButton(digest, `Copy the digest of ${number}`))));
}

// On a narrow page a number breaks after its slashes.
function breakable(number) {
  return number.split('/').flatMap((part, index, all) => (index < all.length - 1 ? [`${part}/`, el('wbr')] : [part]));
}
