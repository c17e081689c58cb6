import { createSwitch } from '../parts/controls.js';
import { createPolledPanel } from '../parts/panel.js';
import { getJson } from '../server/api.js';
import { toRows } from '../values/earnings.js';
import { apiParams } from '../values/filters.js';
import { artistPath, labelPath } from '../values/routes.js';
import { createEarningsTable } from './earningsTable.js';

const LINKS = { artist: artistPath, label: labelPath };
const METRICS = [['earnings', 'Earnings'], ['plays', 'Plays']];
const LIMIT = 20;

// The best artists and labels of the whole ledger.
export const createRankings = () => [createRanking('artist', 'Artists'), createRanking('label', 'Labels')];

// The server chooses the best by plays or by earnings, so switching the metric asks again instead of sorting the few
// rows at hand.
function createRanking(by, title) {
  let metric = 'earnings';
  let latestFilters = {};
  const metrics = createSwitch(`Rank ${title.toLowerCase()} by`, METRICS, choose);
  metrics.mark((name) => name === metric);
  const table = createEarningsTable({
    id: `ranking-${by}`, caption: `${title} ranked, estimated earnings`, heading: title.replace(/s$/, ''),
  });
  // The answer holds only the first rows, so a share of the whole is not known here.
  table.relabel('share', 'Of these');

  function choose(name) {
    metric = name;
    metrics.mark((one) => one === name);
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
    actions: [metrics.element], children: [table.element], pace: 5000, load,
  });
}
