import { amountCell } from '../../parts/amountCell.js';
import { el } from '../../parts/dom.js';
import { getJson } from '../../server/api.js';
import {
  countryName, dayName, formatCount, keyName, longDay, monthName, plural, properName,
} from '../../values/format.js';
import { isZero } from '../../values/money.js';
import { partName } from '../../values/variance.js';
import { varianceCell } from './varianceCells.js';

// One line, and what stands behind it on each side: the file's rows, our plays, the books.
export async function openReportLine(id, number, { signal, show }) {
  const answer = await getJson(`/v1/reconciliations/${id}/lines/${number}`, {}, { signal });
  return [facts(answer), figures(answer.line), ...fileRows(answer), ...plays(answer), ...postings(answer, show)];
}

function facts({ line, track, contract }) {
  const lines = [
    ['Track', track ? `${track.title} · ${track.artist_name}` : 'Not in the catalog'],
    ['Recording', line.isrc],
    ['Where', `${properName(line.platform)}, ${countryName(line.country)}, ${line.tier ? `${keyName(line.tier)} tier` : 'all tiers'}, ${monthName(line.period)}`],
    ['Contract', contract ? `${contract.contract}, version ${contract.version}` : track && 'None'],
    ['Status', keyName(line.status)],
  ];
  return el('dl', { class: 'facts' }, ...lines.filter(([, value]) => value).map(([name, value]) => el('div', {}, el('dt', { text: name }), el('dd', { dir: 'auto' }, value))));
}

function figures(line) {
  const parts = Object.entries(line.parts).filter(([, amount]) => !isZero(amount));
  const hasOwnDays = line.compared !== line.estimated || line.compared_units !== line.estimated_units;
  const row = (name, units, amount) => el('tr', {}, el('th', { scope: 'row', text: name }), el('td', { class: 'num', text: units === null ? '' : formatCount(units) }), amount);
  return table('Figures', ['', 'Units', `Amount, ${line.currency}`], [
    row('Estimated', line.estimated_units, amountCell(line.estimated, line.currency)),
    hasOwnDays ? row('The same over the report’s days', line.compared_units, amountCell(line.compared, line.currency)) : null,
    row('Reported', line.reported_units, amountCell(line.reported, line.currency)),
    row('Variance', line.reported_units - line.estimated_units, varianceCell(line.variance, line.currency, { class: 'whole' })),
    ...parts.map(([part, amount]) => row(`Of it: ${partName(part).toLowerCase().replace('fx', 'FX')}`, null, varianceCell(amount, line.currency, { class: 'part' }))),
  ].filter(Boolean));
}

function fileRows({ rows, more_rows: hasMore }) {
  if (!rows.length) return [el('h3', { text: 'In the file' }), el('p', { class: 'empty', text: 'The report has no row of it.' })];
  return [el('h3', { text: 'In the file' }), table('Rows of the file', ['Line of the file', 'Tier', 'Units', 'Amount'], rows.map((row) => el('tr', {}, el('th', { scope: 'row', text: formatCount(row.line) }),
    el('td', { text: row.tier ? keyName(row.tier) : 'none' }), el('td', { class: 'num', text: formatCount(row.units) }), money(row.amount, row.currency)))),
    hasMore ? el('p', { class: 'panel-note', text: `The first ${formatCount(rows.length)} of them.` }) : null].filter(Boolean);
}

function plays({ plays: days, line }) {
  const title = el('h3', { text: 'Our plays by day' });
  if (!days.length) return [title, el('p', { class: 'empty', text: 'We counted none.' })];
  const total = days.reduce((sum, day) => sum + day.plays, 0);
  return [title, el('p', { class: 'panel-note', text: `${plural(total, 'play')} on ${plural(days.length, 'day')}${total > line.estimated_units && line.compared === line.estimated ? ', those under other contracts too' : ''}.` }),
    el('ol', { class: 'day-plays' }, ...days.map(({ day, plays: count }) => el('li', {}, el('time', { datetime: day, text: dayName(day) }), el('strong', { text: formatCount(count) }))))];
}

function postings({ postings: all }, show) {
  const title = el('h3', { text: 'In the books' });
  if (!all.length) return [title, el('p', { class: 'empty', text: 'Nothing of it is posted yet.' })];
  return [title, table('Postings', ['Transaction', 'What', 'Plays', 'Gross'], all.map((one) => el('tr', {},
    el('th', { scope: 'row' }, el('button', { type: 'button', class: 'quiet inline', text: `#${one.transaction}`, 'aria-label': `Transaction ${one.transaction}`, on: { click: () => show.transaction(one.transaction) } }),
      el('span', { class: 'detail', text: ` ${longDay(one.date)}` })),
    el('td', { text: [one.basis, one.cause && keyName(one.cause)].filter(Boolean).join(' · ') }), el('td', { class: 'num', text: formatCount(one.plays) }), money(one.gross, one.currency ?? ''))))];
}

function money(amount, currency) {
  const cell = amountCell(amount, currency);
  cell.append(el('span', { class: 'detail', text: ` ${currency}` }));
  return cell;
}

// The last two columns are numbers.
function table(caption, columns, rows) {
  return el('table', {}, el('caption', { class: 'visually-hidden', text: caption }),
    el('thead', {}, el('tr', {}, ...columns.map((text, index) => el('th', { scope: 'col', class: index >= columns.length - 2 ? 'num' : '', text })))), el('tbody', {}, ...rows));
}
