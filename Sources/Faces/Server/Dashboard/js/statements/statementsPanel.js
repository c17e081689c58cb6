import { createAnnouncer } from '../parts/announcer.js';
import { panel } from '../parts/dom.js';
import { createDownloadList } from '../parts/downloadList.js';
import { getJson, isAbort } from '../server/api.js';
import { plural } from '../values/format.js';
import { createDraftOffer } from './draftOffer.js';
import { createStatementFilter } from './statementFilter.js';
import { createStatementTable } from './statementTable.js';

const PACE = 15000;
const PAGE = 50;
const PATH = '/v1/statements';
const NOTE = 'Issued documents: they do not change, whatever the filters say. XLSX to read, JSON for programs.';
const NONE = 'No statement was issued yet. They are issued when a month is closed.';
const NONE_FOUND = 'No statement of this payee and period.';

// Statements of a payee, with drafts of the current month; without one those of all, to be filtered.
// Whoever may not see them sees no panel. `ask` has the refresher run this section at once.
export function createStatementsPanel({ payee, label, ask }) {
  let refused = false;
  let wanted = { payee };
  let announces = false;
  const announcer = createAnnouncer();
  const downloads = createDownloadList();
  const drafts = createDraftOffer({ payee, label, onDownload: downloads.start });
  const filter = payee ? null : createStatementFilter({ onChange: choose });
  const table = createStatementTable({ onDownload: downloads.start, onOlder: (before) => getJson(PATH, { ...wanted, limit: PAGE, before }) });
  const view = panel({ id: 'panel-statements', title: 'Statements', note: NOTE, actions: filter ? [filter.element] : [],
    children: [drafts.element, table.element, downloads.element] });
  view.element.hidden = true;

  function choose(next) {
    wanted = next;
    announces = true;
    table.expect();
    ask(section);
  }

  function show(page) {
    const none = isFiltered() ? NONE_FOUND : NONE;
    table.update(page, none);
    filter?.offer(page.statements);
    view.element.hidden = false;
    if (!announces) return;
    announces = false;
    announcer.reset();
    announcer.offer(() => (page.statements.length ? `${plural(page.statements.length, 'statement')}${page.next ? ' and older ones' : ''}` : none));
  }

  const isFiltered = () => !payee && Boolean(wanted.payee || wanted.period);
  const pace = () => (refused ? Infinity : PACE);
  const section = {
    element: view.element,
    setError: view.setError,
    interval: pace,
    slowest: pace,
    offerDrafts: drafts.update,
    async refresh({ signal }) {
      if (refused) return null;
      try {
        show(await getJson(PATH, { ...wanted, limit: PAGE }, { signal }));
      } catch (error) {
        if (isAbort(error) || error.status === 401) throw error;
        // A payee that was typed may not exist; that says nothing about the panel.
        refused = error.status === 403 || (error.status === 404 && !isFiltered());
        view.element.hidden = refused;
        if (refused) downloads.cancelAll();
        else if (error.status === 404) show({ statements: [] });
        else throw error;
      }
      return null;
    },
    destroy() {
      filter?.stop();
      downloads.destroy();
    },
  };
  return section;
}
