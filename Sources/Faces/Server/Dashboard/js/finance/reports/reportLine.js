import { amountCell, varianceCell, withCurrency } from '../../parts/amountCell.js';
import { button, dataTable, el, factList, rowHead } from '../../parts/dom.js';
import { getJson } from '../../server/api.js';
import {
  countryName, dayName, formatCount, joined, keyName, longDay, monthName, plural, properName,
} from '../../values/format.js';
import { isZero } from '../../values/money.js';
import { partName } from '../../values/variance.js';

// One line, and what stands behind it on each side: the file's rows, our plays, the books.
export async function openReportLine(id, number, { signal, show }) {
  const answer = await getJson(`/v1/reconciliations/${id}/lines/${number}`, {}, { signal });
  return [facts(answer), figures(answer.line), ...fileRows(answer), ...plays(answer), ...postings(answer, show)];
}

function facts({ line, track, contract }) {
  const tier = line.tier ? `${keyName(line.tier)} tier` : 'all tiers';
  return factList([
    ['Track', track ? `${track.title} · ${track.artist_name}` : 'Not in the catalog'],
    ['Recording', line.isrc],
    ['Where', `${properName(line.platform)}, ${countryName(line.country)}, ${tier}, ${monthName(line.period)}`],
    ['Contract', contract ? `${contract.contract}, version ${contract.version}` : track && 'None'],
    ['Status', keyName(line.status)],
  ]);
}

function figures(line) {
  const { currency, estimated_units: estimated, compared_units: compared, reported_units: reported } = line;
  const parts = Object.entries(line.parts).filter(([, amount]) => !isZero(amount));
  const hasOwnDays = line.compared !== line.estimated || compared !== estimated;
  const row = (name, units, amount) =>
    el('tr', rowHead(name), el('td.num', units === null ? '' : formatCount(units)), amount);
  const partRow = ([part, amount]) =>
    row(`Of it: ${partName(part).toLowerCase().replace('fx', 'FX')}`, null, varianceCell(amount, currency, 'part'));
  return numbersTable('Figures', ['', 'Units', `Amount, ${currency}`], [
    row('Estimated', estimated, amountCell(line.estimated, currency)),
    hasOwnDays && row('The same over the report’s days', compared, amountCell(line.compared, currency)),
    row('Reported', reported, amountCell(line.reported, currency)),
    row('Variance', reported - estimated, varianceCell(line.variance, currency, 'whole')),
    ...parts.map(partRow),
  ].filter(Boolean));
}

function fileRows({ rows, more_rows: hasMore }) {
  const title = el('h3', 'In the file');
  if (!rows.length) return [title, el('p.empty', 'The report has no row of it.')];
  const fileRow = ({ line, tier, units, amount, currency }) =>
    el('tr', rowHead(formatCount(line)), el('td', tier ? keyName(tier) : 'none'),
      el('td.num', formatCount(units)), withCurrency(amountCell(amount, currency), currency));
  const columns = ['Line of the file', 'Tier', 'Units', 'Amount'];
  const table = numbersTable('Rows of the file', columns, rows.map(fileRow));
  return [title, table, ...(hasMore ? [el('p.panel-note', `The first ${formatCount(rows.length)} of them.`)] : [])];
}

function plays({ plays: days, line }) {
  const title = el('h3', 'Our plays by day');
  if (!days.length) return [title, el('p.empty', 'We counted none.')];
  const total = days.reduce((sum, day) => sum + day.plays, 0);
  const hasOthers = total > line.estimated_units && line.compared === line.estimated;
  const others = hasOthers ? ', those under other contracts too' : '';
  return [title, el('p.panel-note', `${plural(total, 'play')} on ${plural(days.length, 'day')}${others}.`),
    el('ol.day-plays', days.map(({ day, plays: count }) =>
      el('li', el('time', { datetime: day }, dayName(day)), el('strong', formatCount(count)))))];
}

function postings({ postings: all }, show) {
  const title = el('h3', 'In the books');
  if (!all.length) return [title, el('p.empty', 'Nothing of it is posted yet.')];
  const rows = all.map((one) => posting(one, show));
  return [title, numbersTable('Postings', ['Transaction', 'What', 'Plays', 'Gross'], rows)];
}

function posting({ transaction, date, basis, cause, plays: count, gross, currency }, show) {
  const opener = button(`#${transaction}`, () => show.transaction(transaction), {
    class: 'quiet inline', 'aria-label': `Transaction ${transaction}`,
  });
  return el('tr', rowHead(opener, el('span.detail', ` ${longDay(date)}`)),
    el('td', joined(basis, cause && keyName(cause))), el('td.num', formatCount(count)),
    withCurrency(amountCell(gross, currency ?? ''), currency ?? ''));
}

// A table whose last two columns are numbers.
function numbersTable(caption, names, rows) {
  const columns = names.map((name, index) => [name, index >= names.length - 2 ? 'num' : '']);
  return dataTable({ caption, columns, rows });
}
