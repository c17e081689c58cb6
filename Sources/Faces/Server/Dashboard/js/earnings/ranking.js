import { button, segmented, setAttr } from '../parts/dom.js';
import { createPolledPanel } from '../parts/panel.js';
import { getJson } from '../server/api.js';
import { toRows } from '../values/earningsRows.js';
import { apiParams } from '../values/filters.js';
import { artistPath, labelPath } from '../values/routes.js';
import { createEarningsTable } from './earningsTable.js';

const LINKS = { artist: artistPath, label: labelPath };
const LIMIT = 20;

// The best artists and labels of the whole ledger.
export function createRankings() {
  return [createRanking('artist', 'Artists'), createRanking('label', 'Labels')];
}

// The server chooses the best by plays or by earnings, so switching the metric asks again instead of sorting the few
// rows at hand.
function createRanking(by, title) {
  let metric = 'earnings';
  let latestFilters = {};
  const buttons = [['earnings', 'Earnings'], ['plays', 'Plays']].map(([name, text]) =>
    button(text, () => choose(name), { 'data-metric': name, 'aria-pressed': String(name === metric) }));
  const table = createEarningsTable({
    id: `ranking-${by}`, caption: `${title} ranked, estimated earnings`, heading: title.replace(/s$/, ''),
  });
  // The answer holds only the first rows, so a share of the whole is not known here.
  table.relabel('share', 'Of these');

  function choose(name) {
    metric = name;
    for (const one of buttons) setAttr(one, 'aria-pressed', String(one.dataset.metric === name));
    table.sortBy(name === 'plays' ? 'plays' : 'amount');
    load({ filters: latestFilters }).catch(() => {});
  }

  async function load({ filters, signal }) {
    latestFilters = filters;
    const asked = metric;
    const params = { ...apiParams(filters, ['album', 'track']), by, metric, limit: LIMIT };
    const answer = await getJson('/v1/rankings', params, { signal });
    if (asked !== metric) return answer;
    table.update(toRows(answer.rows, ({ key, name }) =>
      ({ href: LINKS[by](key), title: `${name} (${key})`, detail: key })));
    return answer;
  }

  return createPolledPanel({
    id: `panel-ranking-${by}`, title: `Top ${title.toLowerCase()}`,
    note: `The first ${LIMIT}, with estimated earnings.`,
    actions: [segmented(`Rank ${title.toLowerCase()} by`, buttons)], children: [table.element], pace: 5000, load,
  });
}
