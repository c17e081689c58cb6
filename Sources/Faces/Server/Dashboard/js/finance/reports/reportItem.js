import { button, el } from '../../parts/dom.js';
import { fileButtons } from '../../parts/fileButtons.js';
import { dateAndTime, joined, longDay, monthName, plural, properName } from '../../values/format.js';
import { formatExact } from '../../values/money.js';
import { percentOff, signedAmount } from '../../values/variance.js';
import { reportStatus, verdictBadge } from './badges.js';

const FIRST = 4;

// A report in the list: what it is about, what became of it, and how far it is off in each currency.
export function createReportItem({ report, scopes, sums, verdict }, { onOpen, onDownload }) {
  const { reconciliation: id, file, status, reason, supersedes, received_at: received } = report;
  const key = `report/${id}`;
  const files = fileButtons({
    title: `Reconciliation ${id}`, key, formats: ['csv', 'xlsx'], onDownload,
    fileOf: (format) => ({
      path: `/v1/reconciliations/${id}/export`, params: { format }, fallbackName: `reconciliation_${id}`,
    }),
  });
  const opener = button(file, () => onOpen(id), { class: 'opener report-file', dir: 'auto', 'data-key': key });
  const day = el('time', { datetime: received, title: dateAndTime(received) }, longDay(received));
  return el('li.report', { 'data-report': id, 'data-status': status },
    el('div.report-what',
      el('p.report-line', opener, reportStatus(status), verdict && verdictBadge(verdict, status)),
      el('p', describeScopes(scopes)),
      el('p.detail', `#${id} · ${plural(report.rows, 'row')} · received `, day,
        supersedes && ` · corrects #${supersedes}`),
      reason && el('p.detail', { dir: 'auto' }, `Rejected: “${reason}”`)),
    variances(sums), el('span.files', files));
}

function describeScopes(scopes) {
  const [first, ...rest] = scopes.map(({ platform, period }) => `${properName(platform)}, ${monthName(period)}`);
  return rest.length > 1 ? `${first} and ${plural(rest.length, 'other month')}` : joined(first, ...rest);
}

function variances(sums) {
  const rest = sums.length - FIRST;
  return el('dl.report-variances', { 'aria-label': 'Reported less estimated' },
    sums.slice(0, FIRST).map(({ currency, estimated, variance }) =>
      el('div', { title: `exactly ${formatExact(variance)} ${currency}` }, el('dt', currency),
        el('dd', el('span', signedAmount(variance, currency)), el('span.detail', percentOff(variance, estimated))))),
    rest > 0 && el('div', el('dt.detail', `and ${plural(rest, 'currency', 'currencies')} more`)));
}
