import { amountCell, varianceCell, whereWide, withCurrency } from '../../parts/amountCell.js';
import { button, dataTable, el, rowHead, setText } from '../../parts/dom.js';
import { createPagedList } from '../../parts/pagedList.js';
import { getJson } from '../../server/api.js';
import { countryName, formatCount, keyName, plural, properName } from '../../values/format.js';
import { WIDE } from './varianceTable.js';

const PAGE = 100;
const COLUMNS = ['Recording', 'Where', ['Status', 'when-wide-cell'], ['Units: ours', WIDE], ['Units: theirs', WIDE],
  ['Estimated', WIDE], ['Reported', WIDE], ['Variance', 'num']];

// The lines of a report of one status, platform, country or track, page by page.
export async function openReportLines(id, filter, { signal, show }) {
  const ask = (after) => getJson(`/v1/reconciliations/${id}/lines`, { ...filter, limit: PAGE, after }, { signal });
  const body = el('tbody');
  const count = el('p.panel-note', { role: 'status' });
  const list = createPagedList({
    container: body, frame: dataTable({ class: 'report-lines', caption: 'Lines', columns: COLUMNS, body }),
    name: 'lines', ask, keyOf: ({ line }) => line, createItem: (line) => row(id, line, show), isAppendOnly: true,
    empty: 'There are none.', olderText: 'Show more',
    onShow: (shown, hasMore) => setText(count, shown ? `${hasMore ? 'The first ' : ''}${plural(shown, 'line')}` : ''),
  });
  list.update(await ask());
  return [count, ...list.parts];
}

function row(id, line, show) {
  const { currency } = line;
  const where = `${properName(line.platform)}, ${countryName(line.country)}`;
  const opener = button(el('code', line.isrc ?? 'unknown'), () => show.line(id, line.line), {
    class: 'opener', 'aria-label': `Line ${line.line}: ${line.isrc ?? 'an unknown recording'}, ${where}`,
  });
  return el('tr', { 'data-line': line.line }, rowHead(opener),
    el('td', where, el('span.detail', ` ${line.tier ? keyName(line.tier) : 'all tiers'}`)),
    el('td.when-wide-cell', keyName(line.status)),
    ...[line.estimated_units, line.reported_units].map((units) => el('td', { class: WIDE }, formatCount(units))),
    ...[line.estimated, line.reported].map((amount) => whereWide(amountCell(amount, currency))),
    withCurrency(varianceCell(line.variance, currency, 'whole'), currency));
}
