import { el, panel, setAttr } from '../parts/dom.js';
import { getJson } from '../server/api.js';
import { toRows } from '../values/earningsRows.js';
import { apiParams } from '../values/filters.js';
import { artistPath, labelPath } from '../values/routes.js';
import { createEarningsTable } from './earningsTable.js';

const LINKS = { artist: artistPath, label: labelPath };

// The best of the whole ledger; the server chooses them by plays or by earnings, so switching
// the metric asks again instead of sorting the few rows at hand.
export function createRanking({ by, title, limit }) {
  let metric = 'earnings';
  let latestFilters = {};
  const buttons = [['earnings', 'Earnings'], ['plays', 'Plays']].map(([name, text]) =>
    el('button', { type: 'button', 'data-metric': name, 'aria-pressed': String(name === metric), text, on: { click: () => choose(name) } }));
  const switcher = el('div', { class: 'segmented small', role: 'group', 'aria-label': `Rank ${title.toLowerCase()} by` }, ...buttons);
  const table = createEarningsTable({ id: `ranking-${by}`, caption: `${title} ranked, estimated earnings`, heading: title.replace(/s$/, '') });
  // The answer holds only the first rows, so a share of the whole is not known here.
  table.relabel('share', 'Of these');
  const view = panel({ id: `panel-ranking-${by}`, title: `Top ${title.toLowerCase()}`, note: `The first ${limit}, with estimated earnings.`, actions: [switcher], children: [table.element] });
  const link = LINKS[by];

  function choose(name) {
    metric = name;
    for (const button of buttons) setAttr(button, 'aria-pressed', String(button.dataset.metric === name));
    table.sortBy(name === 'plays' ? 'plays' : 'amount');
    refresh({ filters: latestFilters }).catch(() => {});
  }

  async function refresh({ filters, signal }) {
    latestFilters = filters;
    const asked = metric;
    const answer = await getJson('/v1/rankings', { ...apiParams(filters, ['album', 'track']), by, metric, limit }, { signal });
    if (asked !== metric) return answer;
    table.update(toRows(answer.rows, (row) => ({
      href: link?.(row.key),
      title: `${row.name} (${row.key})`,
      detail: row.key,
    })));
    return answer;
  }

  return { element: view.element, setError: view.setError, interval: () => 5000, refresh };
}
