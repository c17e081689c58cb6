import { heading } from '../parts/dom.js';
import { createPolledPanel } from '../parts/panel.js';
import { getJson } from '../server/api.js';
import { bySize, toRows } from '../values/earnings.js';
import { apiParams } from '../values/filters.js';
import { createEarningsTable } from './earningsTable.js';

// Earnings by album, by track or by artist. `decorate(row, filters)` adds names and links from the
// catalogue; `extra(filters)` adds rows that earn nothing here, such as featured tracks.
export function createCatalogueTable({ path, dimension, title, heading, note, decorate, extra = () => [] }) {
  const table = createEarningsTable({ id: `by-${dimension}`, caption: `${title}, estimated earnings`, heading });

  async function load({ filters, signal }) {
    const answer = await getJson(path, { ...apiParams(filters, dimension), group_by: dimension }, { signal });
    const rows = toRows(bySize(answer.rows), (row) => decorate(row, filters));
    const known = new Set(rows.map((row) => row.key));
    table.update([...rows, ...extra(filters).filter((row) => !known.has(row.key))]);
    return answer;
  }

  return createPolledPanel({ id: `panel-${dimension}`, title, note, children: [table.element], pace: 4000, load });
}
