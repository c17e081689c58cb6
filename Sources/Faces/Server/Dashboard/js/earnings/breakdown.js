import { panel } from '../parts/dom.js';
import { getJson } from '../server/api.js';
import { bySize, toRows } from '../values/earningsRows.js';
import { apiParams } from '../values/filters.js';
import { countryName, properName } from '../values/format.js';
import { createEarningsTable } from './earningsTable.js';
import { COLOURS, createShareStrip } from './shareStrip.js';

const NAMES = {
  platform: (row) => ({ text: properName(row.name || row.key) }),
  tier: (row) => ({ text: properName(row.name || row.key) }),
  country: (row) => ({ text: countryName(row.key), detail: row.key }),
};

// By platform, country or tier: the panel leaves out its own filter, so the other choices
// stay comparable; the chosen one is marked and a second click clears it.
export function createBreakdown({ path, dimension, title, heading, setFilter, onRows }) {
  const strip = createShareStrip(title);
  const table = createEarningsTable({ id: `by-${dimension}`, caption: `${title}, estimated earnings`, heading, firstRows: dimension === 'country' ? 8 : 10 });
  const view = panel({ id: `panel-${dimension}`, title, children: [strip.element, table.element] });
  // Colours stay with their key while live data reorders the rows.
  const colours = new Map();

  function colourOf(key) {
    if (!colours.has(key)) colours.set(key, colours.size < COLOURS ? colours.size : 'rest');
    return colours.get(key);
  }

  return {
    element: view.element,
    setError: view.setError,
    interval: () => 4000,
    async refresh({ filters, signal }) {
      const answer = await getJson(path, { ...apiParams(filters, dimension), group_by: dimension }, { signal });
      onRows?.(dimension, answer.rows);
      const chosen = filters[dimension];
      const rows = toRows(bySize(answer.rows), (row) => ({
        ...NAMES[dimension](row),
        title: row.key,
        colour: colourOf(row.key),
        selected: chosen === row.key,
        dimmed: Boolean(chosen) && chosen !== row.key,
        action: () => setFilter(dimension, chosen === row.key ? '' : row.key),
      }));
      strip.update(rows);
      table.update(rows);
      view.setNote(chosen ? `Filtered to ${rows.find((row) => row.selected)?.text ?? chosen}; the others are shown to compare.` : `Choose a ${dimension} to filter the page.`);
      return answer;
    },
  };
}
