import { announce } from '../parts/announcer.js';
import { el, heading, setAttr } from '../parts/dom.js';
import { createDownloadList } from '../parts/downloadList.js';
import { createPagedList } from '../parts/pagedList.js';
import { createRestrictedPanel } from '../parts/panel.js';
import { getJson } from '../server/api.js';
import { capitalised, plural } from '../values/format.js';
import { createDraftOffer } from './draftOffer.js';
import { createStatementFilter } from './statementFilter.js';
import { createStatementRow, STATEMENT_COLUMNS } from './statementRow.js';

const PACE = 15000;
const PAGE = 50;
const PATH = '/v1/statements';
const NOTE = 'Issued documents: they do not change, whatever the filters say. XLSX to read, JSON for programs.';
const NONE = 'No statement was issued yet. They are issued when a month is closed.';
const NONE_FOUND = 'No statement of this payee and period.';

// Statements of a payee, with drafts of the current month; without one those of all, to be filtered.
// `ask` has the refresher run this section at once.
export function createStatementsPanel({ payee, label, ask }) {
  let wanted = { payee };
  let announces = false;
  const downloads = createDownloadList();
  const drafts = createDraftOffer({ payee, label, onDownload: downloads.start });
  const filter = payee ? null : createStatementFilter({ onChange: choose });
  const query = (before, signal) => getJson(PATH, { ...wanted, limit: PAGE, before }, { signal });
  const list = createStatementList({ onDownload: downloads.start, ask: query });
  const isFiltered = () => !payee && Boolean(wanted.payee || wanted.period);

  function choose(next) {
    wanted = next;
    announces = true;
    list.expect();
    ask(section);
  }

  // A payee that was typed may not exist: then there are no statements of it.
  async function load({ signal }) {
    show(await query(null, signal).catch((error) => {
      if (error.status === 404 && isFiltered()) return { statements: [] };
      throw error;
    }));
  }

  function show({ statements, next }) {
    const none = isFiltered() ? NONE_FOUND : NONE;
    list.update({ statements, next }, none);
    filter?.offer(statements);
    if (announces) announce(statements.length ? describeCount(statements.length, next) : none);
    announces = false;
  }

  const describeCount = (count, next) => `${plural(count, 'statement')}${next ? ' and older ones' : ''}`;
  const section = createRestrictedPanel({
    id: 'panel-statements', title: 'Statements', note: NOTE, actions: filter ? [filter.element] : [],
    children: [drafts.element, list.element, downloads.element],
    pace: PACE, load, isRefusal: ({ status }) => status === 403 || status === 404, onRefused: downloads.cancelAll,
    destroy() {
      filter?.stop();
      downloads.destroy();
    },
  });
  return Object.assign(section, { offerDrafts: drafts.update });
}

// Statements, the newest first; the stylesheet lays the table out otherwise on a narrow page, where without roles it
// would not be a table. One that is issued may supersede any of the older ones. `ask` gives the page of a cursor.
function createStatementList({ onDownload, ask }) {
  const titleOf = (key) => (key === 'files' ? 'Document' : capitalised(key));
  const column = (key) =>
    heading([titleOf(key), key === 'payable' ? 'num' : ''], { role: 'columnheader', 'data-column': key });
  const head = el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, STATEMENT_COLUMNS.map(column)));
  const caption = el('caption.visually-hidden', 'Statements');
  const list = createPagedList({
    container: el('table.statements', { id: 'statements', role: 'table' }), lead: [caption, head], name: 'statements',
    keyOf: ({ id }) => id, createItem: (one) => createStatementRow(one, { onDownload }), ask, empty: 'Loading…',
    first: 6,
  });
  const element = el('div.statement-list', list.parts);
  return {
    element,
    expect() {
      list.expect();
      setAttr(element, 'aria-busy', 'true');
    },
    update(page, emptyText) {
      list.update(page, emptyText);
      setAttr(element, 'aria-busy', null);
    },
  };
}
