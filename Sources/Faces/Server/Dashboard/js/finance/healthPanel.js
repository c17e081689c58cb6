import { el, fillOnce, write } from '../parts/dom.js';
import { createRestrictedPanel } from '../parts/panel.js';
import { getJson } from '../server/api.js';
import { capitalised, clockTime, dateAndTime, formatCount, formatPercent, keyName } from '../values/format.js';

const FIGURES = [
  { key: 'accepted', label: 'Accepted events', count: (status) => status.accepted_events },
  { key: 'quarantined', label: 'Quarantined events', count: (status) => status.quarantined_events, warnsAbove: 0 },
  { key: 'unmatched', label: 'Unmatched plays', count: (status) => status.unmatched_plays, warnsAbove: 0 },
  { key: 'unrated', label: 'Unrated plays', count: (status) => status.unrated_plays, warnsAbove: 0 },
  { key: 'lag', label: 'Events behind', count: (status) => status.lag_events ?? 0, warnsAbove: 1000 },
];

// The health of ingest: what was accepted, what was not, and why.
export function createHealthPanel() {
  const value = (key) => el('dd', { id: `health-${key}` }, '–');
  const figures = FIGURES.map((figure) => ({ ...figure, cell: value(figure.key) }));
  const complete = value('complete');
  const rows = [...figures, { label: 'Complete through', cell: complete }];
  const reasons = el('ul.reasons', { id: 'quarantine-reasons' });

  async function load({ signal }) {
    const status = await getJson('/v1/status', {}, { signal });
    for (const { cell, count, warnsAbove = Infinity } of figures) {
      write(cell, { text: formatCount(count(status)), class: count(status) > warnsAbove ? 'warn' : null });
    }
    const through = status.complete_through;
    write(complete, { text: through ? `${clockTime(through)} UTC` : '–', title: through && dateAndTime(through) });
    showReasons(reasons, status);
    return status;
  }

  return createRestrictedPanel({
    id: 'panel-health', title: 'Ingest health', note: 'For the whole ledger, whatever the filters say.',
    children: [el('dl.figures', rows.map(({ label, cell }) => el('div', el('dt', label), cell))),
      el('h3', 'Quarantined by reason'), reasons],
    pace: 3000, load,
  });
}

function showReasons(list, { quarantined_by_reason: byReason = {}, quarantined_events: total }) {
  const entries = Object.entries(byReason).sort((a, b) => b[1] - a[1]);
  fillOnce(list, JSON.stringify(entries), () => {
    if (!entries.length) return [el('li.empty', 'Nothing is quarantined.')];
    return entries.map(([reason, count]) => reasonItem(reason, count, total, count / entries[0][1]));
  });
}

function reasonItem(reason, count, total, share) {
  const title = `${formatPercent(count / total)} of the quarantined events`;
  const name = el('span.name', { dir: 'auto', title: reason }, capitalised(keyName(reason)));
  return el('li', { '--share': share }, name, el('span.num', { title }, formatCount(count)));
}
