import { el } from '../../parts/dom.js';
import { createPagedList } from '../../parts/pagedList.js';
import { createRestrictedPanel } from '../../parts/panel.js';
import { getJson } from '../../server/api.js';
import { countsOf, describeStatement, gapsOf, recentMonths } from '../../values/calendar.js';
import { joined } from '../../values/format.js';

const PACE = 60000;
const FILES = 10;
const GAPS = 6;
const NOTE = 'What senders account for, month by month: what came, what said nothing, what is missing. Gaps come '
  + 'first.';

// Senders' accounts with their statements, and files of the inbox that nobody could take.
export function createCalendarPanel() {
  const accounts = el('ul.calendars', { id: 'calendars', 'aria-label': 'Statements of senders' });
  const files = el('ul.calendars', { id: 'inbox', 'aria-label': 'Files that were not taken' });
  const calendars = createPagedList({
    container: accounts, name: 'accounts', keyOf: ({ account }) => account, createItem: createAccountItem,
  });
  const inbox = createPagedList({
    container: files, name: 'files', keyOf: ({ number }) => number, createItem: createFileItem,
  });

  async function load({ signal }) {
    const ask = (outcome) => getJson('/v1/inbox', { outcome, limit: FILES }, { signal });
    const [answer, waiting, refused] = await Promise.all([
      getJson('/v1/report-calendars', {}, { signal }), ask('waiting'), ask('refused'),
    ]);
    calendars.update(answer);
    inbox.update({ files: [...waiting.files, ...refused.files], next: null });
  }

  return createRestrictedPanel({
    id: 'panel-calendar', title: 'Statements of senders', note: NOTE, children: [accounts, files],
    isNeeded: () => !accounts.hidden || !files.hidden, pace: PACE, load,
  });
}

function createAccountItem(account) {
  const gaps = gapsOf(account);
  const rest = gaps.length - GAPS;
  return el('li', { 'data-account': account.account },
    el('p.period-line', el('strong', { dir: 'auto' }, account.account), el('span.detail', countsOf(account))),
    el('ol.months', { 'aria-label': `Statements of ${account.account}` },
      recentMonths(account).map((month) => el('li', {
        'data-state': month.state, 'data-statement': month.statement, title: describeStatement(month),
      }, el('span.visually-hidden', describeStatement(month))))),
    gaps.length > 0 && el('p.calendar-gaps', gaps.slice(0, GAPS).map(describeStatement).join(' · '),
      rest > 0 && ` and ${rest} more`));
}

function createFileItem({ name, account, outcome, reason }) {
  return el('li', { 'data-outcome': outcome },
    el('p.period-line', el('strong', { dir: 'auto' }, name), el('span.detail', joined(outcome, account))),
    el('p.detail', { dir: 'auto' }, reason));
}
