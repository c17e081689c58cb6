import { el } from '../../parts/dom.js';
import { fileButtons } from '../../parts/fileButtons.js';
import { dateAndTime, longDay, monthName, plural, properName } from '../../values/format.js';
import { formatExact } from '../../values/money.js';
import { percentOff, signedAmount } from '../../values/variance.js';
import { reportStatus, verdictBadge } from './varianceCells.js';

const FIRST = 4;

// A report in the list: what it is about, what became of it, and how far it is off in each currency.
export function createReportItem({ report, scopes, sums, verdict }, { onOpen, onDownload }) {
  const { reconciliation: id, file, status, reason, supersedes } = report;
  const title = `Reconciliation ${id}`;
  const download = (format) => onDownload({ title: `${title}, ${format.toUpperCase()}`, path: `/v1/reconciliations/${id}/export`, params: { format }, format, fallbackName: `reconciliation_${id}.${format}` });
  return el('li', { class: 'report', 'data-report': id, 'data-status': status },
    el('div', { class: 'report-what' },
      el('p', { class: 'report-line' }, el('button', { type: 'button', class: 'opener report-file', dir: 'auto', 'data-key': `report/${id}`, text: file, on: { click: () => onOpen(id) } }),
        reportStatus(status), verdict ? verdictBadge(verdict, status) : null),
      el('p', {}, describeScopes(scopes)),
      el('p', { class: 'detail' }, `#${id} · ${plural(report.rows, 'row')} · received `, el('time', { datetime: report.received_at, title: dateAndTime(report.received_at), text: longDay(report.received_at) }),
        supersedes ? ` · corrects #${supersedes}` : ''),
      reason ? el('p', { class: 'detail', dir: 'auto', text: `Rejected: “${reason}”` }) : null),
    variances(sums),
    el('span', { class: 'files' }, ...fileButtons({ title, key: `report/${id}`, formats: ['csv', 'xlsx'], onChoose: download })));
}

function describeScopes(scopes) {
  const [first, ...rest] = scopes.map(({ platform, period }) => `${properName(platform)}, ${monthName(period)}`);
  return rest.length > 1 ? `${first} and ${plural(rest.length, 'other month', 'other months')}` : [first, ...rest].filter(Boolean).join(' · ');
}

function variances(sums) {
  const shown = sums.slice(0, FIRST);
  return el('dl', { class: 'report-variances', 'aria-label': 'Reported less estimated' },
    ...shown.map(({ currency, estimated, variance }) => el('div', { title: `exactly ${formatExact(variance)} ${currency}` }, el('dt', { text: currency }),
      el('dd', {}, el('span', { text: signedAmount(variance, currency) }), el('span', { class: 'detail', text: percentOff(variance, estimated) })))),
    sums.length > FIRST ? el('div', {}, el('dt', { class: 'detail', text: `and ${plural(sums.length - FIRST, 'currency', 'currencies')} more` })) : null);
}
