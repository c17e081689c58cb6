import { el, panel, setAttr, setText } from '../parts/dom.js';
import { getJson } from '../server/api.js';
import { capitalised, clockTime, dateAndTime, formatCount, formatPercent, keyName } from '../values/format.js';

const FIGURES = [
  ['accepted', 'Accepted events', (status) => formatCount(status.accepted_events)],
  ['quarantined', 'Quarantined events', (status) => formatCount(status.quarantined_events), (status) => status.quarantined_events > 0],
  ['unmatched', 'Unmatched plays', (status) => formatCount(status.unmatched_plays), (status) => status.unmatched_plays > 0],
  ['unrated', 'Unrated plays', (status) => formatCount(status.unrated_plays), (status) => status.unrated_plays > 0],
  ['lag', 'Events behind', (status) => formatCount(status.lag_events ?? 0), (status) => status.lag_events > 1000],
  ['complete', 'Complete through', (status) => (status.complete_through ? `${clockTime(status.complete_through)} UTC` : '–')],
];

export function createHealthPanel() {
  const cells = new Map(FIGURES.map(([key, label]) => [key, { value: el('dd', { id: `health-${key}`, text: '–' }), label }]));
  const figures = el('dl', { class: 'figures' }, ...[...cells.values()].map(({ label, value }) => el('div', {}, el('dt', { text: label }), value)));
  const reasons = el('ul', { class: 'reasons', id: 'quarantine-reasons' });
  const view = panel({ id: 'panel-health', title: 'Ingest health', note: 'For the whole ledger, whatever the filters say.', children: [figures, el('h3', { text: 'Quarantined by reason' }), reasons] });

  return {
    element: view.element,
    setError: view.setError,
    interval: () => 3000,
    async refresh({ signal }) {
      const status = await getJson('/v1/status', {}, { signal });
      for (const [key, , text, warns] of FIGURES) {
        const { value } = cells.get(key);
        setText(value, text(status));
        setAttr(value, 'class', warns?.(status) ? 'warn' : null);
      }
      if (status.complete_through) setAttr(cells.get('complete').value, 'title', dateAndTime(status.complete_through));
      showReasons(reasons, status);
      return status;
    },
  };
}

function showReasons(list, status) {
  const entries = Object.entries(status.quarantined_by_reason ?? {}).sort((a, b) => b[1] - a[1]);
  const signature = JSON.stringify(entries);
  if (list.dataset.signature === signature) return;
  list.dataset.signature = signature;
  const items = entries.map(([reason, count]) => {
    const item = el('li', {}, el('span', { class: 'name', dir: 'auto', title: reason, text: capitalised(keyName(reason)) }),
      el('span', { class: 'num', text: formatCount(count), title: `${formatPercent(count / status.quarantined_events)} of the quarantined events` }));
    item.style.setProperty('--share', String(count / entries[0][1]));
    return item;
  });
  list.replaceChildren(...(items.length ? items : [el('li', { class: 'empty', text: 'Nothing is quarantined.' })]));
}
