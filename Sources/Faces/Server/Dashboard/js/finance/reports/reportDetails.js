import { amountCell } from '../../parts/amountCell.js';
import { el } from '../../parts/dom.js';
import { getJson, postJson } from '../../server/api.js';
import {
  countryName, dateAndTime, formatCount, keyName, longDay, monthName, plural, properName,
} from '../../values/format.js';
import { percentOff, STATUSES } from '../../values/variance.js';
import { ACCEPT, REJECT } from './reportDecision.js';
import { createTrueUps } from './trueUps.js';
import { reportStatus, varianceCell, verdictBadge, whereWide } from './varianceCells.js';
import { varianceTable } from './varianceTable.js';

const DIMENSIONS = [['platform', 'Platform', properName, 'platform'], ['country', 'Country', countryName, 'country'], ['track', 'Track', (key) => key || 'unknown recordings', 'isrc']];
const SUMS = 200;

// A report: how far it is off and why, and what accepting it changes for whom.
export async function openReport(id, { signal, state, show, scopes: granted }) {
  const answer = await getJson(`/v1/reconciliations/${id}`, { by: state.by, limit: SUMS }, { signal });
  const { report, totals, lines, true_up: trueUps } = answer;
  return [facts(answer, show), decisions(answer, granted, signal, show),
    el('h3', { text: 'Platforms’ months' }), totalsTable(totals, report.status), statuses(lines, (status) => show.lines(id, { status }, `Lines: ${keyName(status)}`)),
    await sums(answer, { id, signal, state, show }), ...createTrueUps(trueUps, report)].filter(Boolean);
}

function facts({ report, scopes }, show) {
  const lines = [
    ['Status', reportStatus(report.status)],
    ['Rejected because', report.reason],
    ['Speaks of', scopes.map(({ platform, period, countries, first_day: first, last_day: last }) =>
      `${properName(platform)}, ${monthName(period)}${first ? ` (${longDay(first)} to ${longDay(last)})` : ''}, ${plural(countries.length, 'country', 'countries')}`).join(' · ')],
    ['File', report.file],
    ['Rows', formatCount(report.rows)],
    ['Received', dateAndTime(report.received_at)],
    ['Sender', report.sender],
    ['Corrects', report.supersedes && el('button', { type: 'button', class: 'quiet inline', text: `Reconciliation ${report.supersedes}`, on: { click: () => show.report(report.supersedes) } })],
  ];
  return el('dl', { class: 'facts' }, ...lines.filter(([, value]) => value).map(([name, value]) => el('div', {}, el('dt', { text: name }), el('dd', { dir: 'auto' }, value))));
}

// What may still be done with it, by whom it is looked at.
function decisions({ report }, granted, signal, show) {
  const id = report.reconciliation;
  const isOpen = report.status === 'received' || report.status === 'rejected';
  const button = (text, onClick, kind = 'file-button') => el('button', { type: 'button', class: kind, text, on: { click: onClick } });
  const again = button('Compare again', async () => {
    again.disabled = true;
    again.textContent = 'Comparing…';
    try {
      await postJson(`/v1/reconciliations/${id}/match`);
      if (!signal.aborted) show.again();
    } catch (error) {
      again.textContent = error.message;
    }
  });
  const mayDecide = isOpen && granted.includes('reports:accept');
  const mayWrite = granted.includes('reports:write');
  const buttons = [...(mayDecide ? [button('Accept…', () => show.decide(report, ACCEPT), 'primary'), button('Reject…', () => show.decide(report, REJECT))] : []),
    isOpen && mayWrite ? again : null, mayWrite && report.status !== 'superseded' ? button('Upload a correction…', () => show.correct(id)) : null].filter(Boolean);
  return buttons.length ? el('p', { class: 'decisions' }, ...buttons) : null;
}

function totalsTable(totals, status) {
  if (!totals.length) return el('p', { class: 'empty', text: 'Nothing in it could be compared.' });
  const head = (text, props = {}) => el('th', { scope: 'col', ...props, text });
  return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Platforms’ months' }, el('table', {}, el('caption', { class: 'visually-hidden', text: 'Platforms’ months' }),
    el('thead', {}, el('tr', {}, head('Platform'), head('Currency'), head('Estimated', { class: 'num when-wide-cell' }), head('Reported', { class: 'num when-wide-cell' }), head('Variance', { class: 'num' }), head('Off', { class: 'num when-wide-cell' }), head('Verdict'))),
    el('tbody', {}, ...totals.map((one) => el('tr', {}, el('th', { scope: 'row' }, properName(one.platform), el('span', { class: 'detail', text: ` ${monthName(one.period)}` })), el('td', { class: 'currency', text: one.currency }),
      whereWide(amountCell(one.estimated, one.currency)), whereWide(amountCell(one.reported, one.currency)), varianceCell(one.variance, one.currency, { class: 'whole' }),
      el('td', { class: 'num when-wide-cell', text: percentOff(one.variance, one.estimated) || '–' }), el('td', {}, verdictBadge(one.verdict, status)))))));
}

function statuses(counts, onChoose) {
  return el('ul', { class: 'status-chips', 'aria-label': 'Lines by status' }, ...STATUSES.filter((status) => counts[status]).map((status) => el('li', {},
    el('button', { type: 'button', class: 'status-chip', 'data-status': status, on: { click: () => onChoose(status) } }, el('strong', { text: formatCount(counts[status]) }), ` ${keyName(status)}`))));
}

// Sums by platform, country or track; another is asked for when it is chosen.
async function sums(answer, { id, signal, state, show }) {
  const title = el('h3', { id: 'report-sums-title', text: 'What the variance is made of' });
  const place = el('div');
  const buttons = DIMENSIONS.map(([by, label]) => el('button', { type: 'button', text: label, on: { click: () => choose(by) } }));
  const note = el('p', { class: 'panel-note', role: 'status' });

  function fill({ by, sums: rows }) {
    const [, heading, nameOf, filter] = DIMENSIONS.find(([key]) => key === by);
    buttons.forEach((button, index) => button.setAttribute('aria-pressed', String(DIMENSIONS[index][0] === by)));
    place.replaceChildren(varianceTable(rows, { caption: `Sums by ${by}`, heading, nameOf, onChoose: (key) => show.lines(id, key ? { [filter]: key } : { status: 'not_ours' }, `Lines of ${nameOf(key)}`) }));
    note.textContent = rows.length === SUMS ? `The ${SUMS} with the largest variance: the export has all.` : '';
  }

  async function choose(by) {
    state.by = by;
    try {
      fill(await getJson(`/v1/reconciliations/${id}`, { by, limit: SUMS }, { signal }));
    } catch (error) {
      if (!signal.aborted) note.textContent = error.message;
    }
  }

  fill(answer);
  return el('section', { class: 'report-sums', 'aria-labelledby': title.id }, el('header', { class: 'sums-head' }, title, el('div', { class: 'segmented small', role: 'group', 'aria-label': 'Sums by' }, ...buttons)), place, note);
}
