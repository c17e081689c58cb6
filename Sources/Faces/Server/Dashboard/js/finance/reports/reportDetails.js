import { amountCell, varianceCell, whereWide } from '../../parts/amountCell.js';
import { createSwitch } from '../../parts/controls.js';
import { button, dataTable, el, factList, rowHead, scrollBox, setText } from '../../parts/dom.js';
import { getJson, postJson } from '../../server/api.js';
import {
  countryName, dateAndTime, formatCount, joined, keyName, longDay, monthName, plural, properName,
} from '../../values/format.js';
import { percentOff, STATUSES } from '../../values/variance.js';
import { reportStatus, verdictBadge } from './badges.js';
import { ACCEPT, REJECT, WITHDRAW } from './reportDecision.js';
import { createTrueUps } from './trueUps.js';
import { varianceTable, WIDE } from './varianceTable.js';

const DIMENSIONS = {
  platform: { label: 'Platform', nameOf: properName, filter: 'platform' },
  country: { label: 'Country', nameOf: countryName, filter: 'country' },
  track: { label: 'Track', nameOf: (key) => key || 'unknown recordings', filter: 'isrc' },
};
const SUMS = 200;

// A report: how far it is off and why, and what accepting it changes for whom.
export async function openReport(id, { signal, state, show, scopes: granted }) {
  const ask = (by) => getJson(`/v1/reconciliations/${id}`, { by, limit: SUMS }, { signal });
  const answer = await ask(state.by);
  const { report, totals, lines, true_up: trueUps } = answer;
  const showStatus = (status) => show.lines(id, { status }, `Lines: ${keyName(status)}`);
  return [facts(answer, show), decisions(report, granted, signal, show),
    el('h3', 'Platforms’ months'), totalsTable(totals, report.status), statusChips(lines, showStatus),
    sums(answer, { id, ask, signal, state, show }), ...createTrueUps(trueUps, report)].filter(Boolean);
}

function facts({ report, scopes, together_with: together = [] }, show) {
  const { supersedes, adds_to: addsTo = [] } = report;
  const link = (number) => button(`Reconciliation ${number}`, () => show.report(number), { class: 'quiet inline' });
  const links = (numbers) => (numbers.length ? el('span', numbers.map((number) => [link(number), ' ']).flat()) : null);
  return factList([
    ['Status', reportStatus(report.status)],
    [report.status === 'withdrawn' ? 'Withdrawn because' : 'Rejected because', report.reason],
    ['Speaks of', joined(...scopes.map(describeScope))],
    ['File', report.file],
    ['Rows', formatCount(report.rows)],
    ['Received', dateAndTime(report.received_at)],
    ['Sender', report.sender],
    ['Corrects', supersedes && link(supersedes)],
    ['Shares rows with', links(addsTo)],
    ['Adds up with', links(together)],
  ]);
}

function describeScope({ platform, period, countries, first_day: first, last_day: last }) {
  const days = first ? ` (${longDay(first)} to ${longDay(last)})` : '';
  return `${properName(platform)}, ${monthName(period)}${days}, ${plural(countries.length, 'country', 'countries')}`;
}

// Buttons for whatever may still be done with it by the reader.
function decisions(report, granted, signal, show) {
  const isOpen = ['received', 'rejected', 'withdrawn'].includes(report.status);
  const isDecider = granted.includes('reports:accept');
  const mayDecide = isOpen && isDecider;
  const mayWrite = granted.includes('reports:write');
  const plain = { class: 'file-button' };
  const buttons = [
    mayDecide && button('Accept…', () => show.decide(report, ACCEPT), { class: 'primary' }),
    mayDecide && button('Reject…', () => show.decide(report, REJECT), plain),
    isDecider && report.status === 'accepted'
      && button('Withdraw…', () => show.decide(report, WITHDRAW), plain),
    isOpen && mayWrite && compareButton(report.reconciliation, signal, show),
    mayWrite && report.status !== 'superseded'
      && button('Upload a correction…', () => show.correct(report.reconciliation), plain),
  ].filter(Boolean);
  return buttons.length ? el('p.decisions', buttons) : null;
}

function compareButton(id, signal, show) {
  const again = button('Compare again', async () => {
    again.disabled = true;
    setText(again, 'Comparing…');
    try {
      await postJson(`/v1/reconciliations/${id}/match`);
      if (!signal.aborted) show.again();
    } catch (error) {
      setText(again, error.message);
    }
  }, { class: 'file-button' });
  return again;
}

function totalsTable(totals, status) {
  if (!totals.length) return el('p.empty', 'Nothing in it could be compared.');
  return scrollBox('Platforms’ months', dataTable({
    caption: 'Platforms’ months',
    columns: ['Platform', 'Currency', ['Estimated', WIDE], ['Reported', WIDE], ['Variance', 'num'], ['Off', WIDE],
      'Verdict'],
    rows: totals.map((one) => totalRow(one, status)),
  }));
}

function totalRow({ platform, period, currency, estimated, reported, variance, verdict }, status) {
  return el('tr', rowHead(properName(platform), el('span.detail', ` ${monthName(period)}`)),
    el('td.currency', currency),
    whereWide(amountCell(estimated, currency)), whereWide(amountCell(reported, currency)),
    varianceCell(variance, currency, 'whole'),
    el('td', { class: WIDE }, percentOff(variance, estimated) || '–'), el('td', verdictBadge(verdict, status)));
}

function statusChips(counts, onChoose) {
  const chip = (status) => el('li', button([el('strong', formatCount(counts[status])), ` ${keyName(status)}`],
    () => onChoose(status), { class: 'status-chip', 'data-status': status }));
  const chips = STATUSES.filter((status) => counts[status]).map(chip);
  return el('ul.status-chips', { 'aria-label': 'Lines by status' }, chips);
}

// Sums by platform, country or track; another is asked for when it is chosen.
function sums(answer, { id, ask, signal, state, show }) {
  const title = el('h3', { id: 'report-sums-title' }, 'What the variance is made of');
  const place = el('div');
  const switcher = createSwitch('Sums by', Object.entries(DIMENSIONS).map(([by, { label }]) => [by, label]), choose);
  const note = el('p.panel-note', { role: 'status' });

  function fill({ by, sums: rows }) {
    const { label, nameOf, filter } = DIMENSIONS[by];
    switcher.mark((one) => one === by);
    const onChoose = (key) =>
      show.lines(id, key ? { [filter]: key } : { status: 'not_ours' }, `Lines of ${nameOf(key)}`);
    place.replaceChildren(varianceTable(rows, { caption: `Sums by ${by}`, heading: label, nameOf, onChoose }));
    setText(note, rows.length === SUMS ? `The ${SUMS} with the largest variance: the export has all.` : '');
  }

  async function choose(by) {
    state.by = by;
    try {
      fill(await ask(by));
    } catch (error) {
      if (!signal.aborted) setText(note, error.message);
    }
  }

  fill(answer);
  return el('section.report-sums', { 'aria-labelledby': title.id },
    el('header.sums-head', title, switcher.element), place, note);
}
