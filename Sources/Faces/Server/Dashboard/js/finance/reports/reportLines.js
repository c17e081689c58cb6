import { amountCell } from '../../parts/amountCell.js';
import { el, setText } from '../../parts/dom.js';
import { getJson } from '../../server/api.js';
import { countryName, formatCount, keyName, plural, properName } from '../../values/format.js';
import { varianceCell, whereWide } from './varianceCells.js';

const PAGE = 100;

// The lines of a report of one status, platform, country or track, page by page.
export async function openReportLines(id, filter, { signal, show }) {
  const ask = (after) => getJson(`/v1/reconciliations/${id}/lines`, { ...filter, limit: PAGE, after }, { signal });
  const page = await ask();
  if (!page.lines.length) return [el('p', { class: 'empty', text: 'There are none.' })];
  let { next } = page;
  const body = el('tbody', {}, ...page.lines.map((line) => row(id, line, show)));
  const count = el('p', { class: 'panel-note', role: 'status' });
  const more = el('button', { type: 'button', class: 'quiet more', text: 'Show more', on: { click: load } });

  function tell() {
    setText(count, `${next ? 'The first ' : ''}${plural(body.children.length, 'line')}`);
    more.hidden = !next;
  }

  async function load() {
    more.disabled = true;
    try {
      const answer = await ask(next);
      next = answer.next;
      body.append(...answer.lines.map((line) => row(id, line, show)));
      setText(more, 'Show more');
    } catch {
      setText(more, 'That did not work: try again');
    }
    more.disabled = false;
    tell();
  }

  tell();
  const head = (text, props = {}) => el('th', { scope: 'col', ...props, text });
  return [count, el('table', { class: 'report-lines' }, el('caption', { class: 'visually-hidden', text: 'Lines' }),
    el('thead', {}, el('tr', {}, head('Recording'), head('Where'), head('Status', { class: 'when-wide-cell' }), head('Units: ours', { class: 'num when-wide-cell' }), head('Units: theirs', { class: 'num when-wide-cell' }),
      head('Estimated', { class: 'num when-wide-cell' }), head('Reported', { class: 'num when-wide-cell' }), head('Variance', { class: 'num' }))), body), more];
}

function row(id, line, show) {
  const where = `${properName(line.platform)}, ${countryName(line.country)}`;
  return el('tr', { 'data-line': line.line }, el('th', { scope: 'row' }, el('button', { type: 'button', class: 'opener', 'aria-label': `Line ${line.line}: ${line.isrc ?? 'an unknown recording'}, ${where}`, on: { click: () => show.line(id, line.line) } },
    el('code', { text: line.isrc ?? 'unknown' }))),
    el('td', {}, where, el('span', { class: 'detail', text: ` ${line.tier ? keyName(line.tier) : 'all tiers'}` })),
    el('td', { class: 'when-wide-cell', text: keyName(line.status) }),
    el('td', { class: 'num when-wide-cell', text: formatCount(line.estimated_units) }), el('td', { class: 'num when-wide-cell', text: formatCount(line.reported_units) }),
    whereWide(amountCell(line.estimated, line.currency)), whereWide(amountCell(line.reported, line.currency)), withCurrency(varianceCell(line.variance, line.currency, { class: 'whole' }), line.currency));
}

function withCurrency(cell, currency) {
  cell.append(el('span', { class: 'detail', text: ` ${currency}` }));
  return cell;
}
