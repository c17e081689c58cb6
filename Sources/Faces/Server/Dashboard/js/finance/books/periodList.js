import { el } from '../../parts/dom.js';
import { createPagedList } from '../../parts/pagedList.js';
import { joined, longDay, monthName, plural } from '../../values/format.js';

// Accounting periods, the newest first, with what stands against closing each.
export function createPeriodList() {
  const list = createPagedList({
    container: el('ul.periods', { id: 'periods' }), name: 'periods', keyOf: ({ period }) => period, createItem,
    first: 6, empty: 'No period has a posting yet.',
  });
  const title = el('h3', { id: 'periods-title' }, 'Periods');
  return {
    element: el('section.book-periods', { 'aria-labelledby': title.id }, title, list.parts),
    update: (periods) => list.update({ periods: [...periods].sort((a, b) => b.period.localeCompare(a.period)) }),
  };
}

function createItem(one) {
  const { period, status, closed_at: closedAt, closed_by_name: closedBy, reason, pending_tracks: pending } = one;
  const facts = joined(plural(one.transactions, 'transaction'),
    closedAt && `closed ${longDay(closedAt)}${closedBy ? ` by ${closedBy}` : ''}`,
    pending && `${plural(pending, 'track')} to post`);
  return el('li', { 'data-period': period, 'data-status': status },
    el('p.period-line', el('strong', monthName(period)),
      el('span.period-status', { 'data-status': status }, status), el('span.detail', facts)),
    reason && el('p.detail', { dir: 'auto' }, `Closed all the same: “${reason}”`),
    (one.reopenings ?? []).map(reopening),
    blockerList(one.blockers ?? [], status));
}

const reopening = ({ reopened_at: at, reopened_by_name: name, reason }) =>
  el('p.detail', { dir: 'auto' }, `Opened again ${longDay(at)} by ${name}: “${reason}”`);

function blockerList(blockers, status) {
  if (!blockers.length) return null;
  const fate = status === 'open' ? 'to settle before it can close' : 'stood against closing it';
  return el('details.blockers', el('summary', `${plural(blockers.length, 'thing')} ${fate}`),
    el('ul', blockers.map((text) => el('li', text))));
}
