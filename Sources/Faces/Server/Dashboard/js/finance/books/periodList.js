import { el, setText } from '../../parts/dom.js';
import { formatCount, longDay, monthName, plural } from '../../values/format.js';

const FIRST = 6;

// Accounting periods, the newest first, with what stands against closing each.
export function createPeriodList() {
  let periods = [];
  let showsAll = false;
  const list = el('ul', { class: 'periods', id: 'periods' });
  const empty = el('p', { class: 'empty', text: 'No period has a posting yet.' });
  const more = el('button', { type: 'button', class: 'quiet more', on: { click: () => { showsAll = !showsAll; render(); } } });
  const element = el('section', { class: 'book-periods', 'aria-labelledby': 'periods-title' }, el('h3', { id: 'periods-title', text: 'Periods' }), empty, list, more);
  const items = new Map();

  // What did not change stays the same element, so that it also stays open.
  function item(period) {
    const signature = JSON.stringify(period);
    if (items.get(period.period)?.signature !== signature) items.set(period.period, { signature, element: createItem(period) });
    return items.get(period.period).element;
  }

  function render() {
    const wanted = (showsAll ? periods : periods.slice(0, FIRST)).map(item);
    if (wanted.length !== list.children.length || wanted.some((node, index) => list.children[index] !== node)) list.replaceChildren(...wanted);
    empty.hidden = periods.length > 0;
    more.hidden = periods.length <= FIRST;
    setText(more, showsAll ? 'Show fewer' : `Show all ${formatCount(periods.length)}`);
  }

  return {
    element,
    update(next) {
      periods = [...next].sort((a, b) => b.period.localeCompare(a.period));
      render();
    },
  };
}

function createItem({ period, status, closed_at: closedAt, closed_by_name: closedBy, reason, blockers = [], transactions, pending_tracks: pending, reopenings = [] }) {
  const facts = [plural(transactions, 'transaction'), closedAt ? `closed ${longDay(closedAt)}${closedBy ? ` by ${closedBy}` : ''}` : null, pending ? `${plural(pending, 'track')} to post` : null];
  return el('li', { 'data-period': period, 'data-status': status },
    el('p', { class: 'period-line' }, el('strong', { text: monthName(period) }), el('span', { class: 'period-status', 'data-status': status, text: status }),
      el('span', { class: 'detail', text: facts.filter(Boolean).join(' · ') })),
    reason ? el('p', { class: 'detail', dir: 'auto', text: `Closed all the same: “${reason}”` }) : null,
    ...reopenings.map((undone) => el('p', { class: 'detail', dir: 'auto', text: `Opened again ${longDay(undone.reopened_at)} by ${undone.reopened_by_name}: “${undone.reason}”` })),
    blockers.length ? el('details', { class: 'blockers' }, el('summary', { text: status === 'open' ? `${plural(blockers.length, 'thing')} to settle before it can close` : `${plural(blockers.length, 'thing')} stood against closing it` }),
      el('ul', {}, ...blockers.map((text) => el('li', { text })))) : null);
}
