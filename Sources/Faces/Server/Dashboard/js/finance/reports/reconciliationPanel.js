import { el } from '../../parts/dom.js';
import { createDownloadList } from '../../parts/downloadList.js';
import { createPagedList } from '../../parts/pagedList.js';
import { createRestrictedPanel } from '../../parts/panel.js';
import { getJson } from '../../server/api.js';
import { createReconciliationDialog } from './reconciliationDialog.js';
import { createReportItem } from './reportItem.js';
import { createReportUpload } from './reportUpload.js';

const PACE = 15000;
const PAGE = 20;
const PATH = '/v1/reconciliations';
const NOTE = 'What platforms report, against what the plays imply. Nothing in the books changes until a report is '
  + 'accepted and posted.';

// Reports of platforms: taken in, compared, looked into, decided on. Whoever may not write sees no buttons for that.
// `ask` has the refresher run this section at once.
export function createReconciliationPanel({ ask }) {
  let scopes = null;
  const downloads = createDownloadList();
  const upload = createReportUpload({ onTaken: () => ask(section), onOpen: (id) => dialog.report(id) });
  const dialog = createReconciliationDialog({
    scopes: () => scopes, onDecided: () => ask(section), onCorrect: (id) => { dialog.close(); upload.choose(id); },
  });
  const list = createPagedList({
    container: el('ul.reports', { id: 'reports', 'aria-label': 'Reports of platforms' }), name: 'reconciliations',
    keyOf: ({ report }) => report.reconciliation, ask: (before) => getJson(PATH, { limit: PAGE, before }),
    createItem: (item) => createReportItem(item, { onOpen: dialog.report, onDownload: downloads.start }),
    empty: 'No report was taken in yet.',
  });
  upload.button.hidden = true;

  async function load({ signal }) {
    list.update(await getJson(PATH, { limit: PAGE }, { signal }));
    scopes ??= (await getJson('/v1/me', {}, { signal })).scopes;
    upload.button.hidden = !scopes.includes('reports:write');
  }

  function putAway() {
    downloads.cancelAll();
    dialog.close();
  }

  const section = createRestrictedPanel({
    id: 'panel-reconciliation', title: 'Reconciliation', note: NOTE, actions: [upload.button],
    children: [upload.element, el('div', list.parts), downloads.element, dialog.element],
    pace: PACE, load, onRefused: putAway,
    destroy() {
      upload.cancel();
      downloads.destroy();
    },
  });
  return section;
}
