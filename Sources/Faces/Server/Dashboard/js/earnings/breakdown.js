import { createPolledPanel } from '../parts/panel.js';
import { getJson } from '../server/api.js';
import { bySize, choice, toRows } from '../values/earnings.js';
import { apiParams } from '../values/filters.js';
import { countryName, properName } from '../values/format.js';
import { createEarningsTable } from './earningsTable.js';
import { COLOURS, createShareStrip } from './shareStrip.js';

const NAMES = {
  platform: (row) => ({ text: properName(row.name || row.key) }),
  tier: (row) => ({ text: properName(row.name || row.key) }),
  country: (row) => ({ text: countryName(row.key), detail: row.key }),
};

// Earnings by platform, country or tier: the panel leaves out its own filter, so the other choices
// stay comparable; the chosen one is marked and a second click clears it.
export function createBreakdown({ path, dimension, title, heading, setFilter, onRows }) {
  const strip = createShareStrip(title);
  const table = createEarningsTable({
    id: `by-${dimension}`, caption: `${title}, estimated earnings`, heading,
    firstRows: dimension === 'country' ? 8 : 10,
  });
  // Colours stay with their key while live data reorders the rows.
  const colours = new Map();

  function colourOf(key) {
    if (!colours.has(key)) colours.set(key, colours.size < COLOURS ? colours.size : 'rest');
    return colours.get(key);
  }

  async function load({ filters, signal }) {
    const answer = await getJson(path, { ...apiParams(filters, dimension), group_by: dimension }, { signal });
    onRows(dimension, answer.rows);
    const rows = toRows(bySize(answer.rows), (row) => ({
      ...NAMES[dimension](row), title: row.key, colour: colourOf(row.key),
      ...choice(row.key, dimension, filters, setFilter),
    }));
    strip.update(rows);
    table.update(rows);
    const chosen = filters[dimension];
    const name = rows.find((row) => row.selected)?.text ?? chosen;
    section.setNote(chosen
      ? `Filtered to ${name}; the others are shown to compare.` : `Choose a ${dimension} to filter the page.`);
    return answer;
  }

  const section = createPolledPanel({
    id: `panel-${dimension}`, title, children: [strip.element, table.element], pace: 4000, load,
  });
  return section;
}
