import { panel } from '../../parts/dom.js';
import { createDownloadList } from '../../parts/downloadList.js';
import { getJson, isAbort } from '../../server/api.js';
import { createReconciliationDialog } from './reconciliationDialog.js';
import { createReportList } from './reportList.js';
import { createReportUpload } from './reportUpload.js';

const PACE = 15000;
const PAGE = 20;
const PATH = '/v1/reconciliations';
const NOTE = 'What platforms report, against what the plays imply. Nothing in the books changes until a report is accepted and posted.';

// Platforms' reports: taken in, compared, looked into, decided on. Whoever may not read the ledger sees no panel, and
// whoever may not write it no buttons for that. `ask` has the refresher run this section at once.
export function createReconciliationPanel({ ask }) {
  let refused = false;
  let scopes = null;
  const downloads = createDownloadList();
  const upload = createReportUpload({ onTaken: () => ask(section), onOpen: (id) => dialog.report(id) });
  const dialog = createReconciliationDialog({ scopes: () => scopes, onDecided: () => ask(section), onCorrect: (id) => { dialog.close(); upload.choose(id); } });
  const list = createReportList({ onOpen: dialog.report, onDownload: downloads.start, onOlder: (before) => getJson(PATH, { limit: PAGE, before }) });
  const view = panel({ id: 'panel-reconciliation', title: 'Reconciliation', note: NOTE, actions: [upload.button], children: [upload.element, list.element, downloads.element, dialog.element] });
  view.element.hidden = true;
  upload.button.hidden = true;

  const pace = () => (refused ? Infinity : PACE);
  const section = {
    element: view.element,
    setError: view.setError,
    interval: pace,
    slowest: pace,
    async refresh({ signal }) {
      if (refused) return null;
      try {
        list.update(await getJson(PATH, { limit: PAGE }, { signal }));
        scopes ??= (await getJson('/v1/me', {}, { signal })).scopes;
        upload.button.hidden = !scopes.includes('reports:write');
        view.element.hidden = false;
      } catch (error) {
        if (isAbort(error) || error.status === 401) throw error;
        refused = error.status === 403;
        view.element.hidden = refused;
        if (!refused) throw error;
        downloads.cancelAll();
        dialog.close();
      }
      return null;
    },
    destroy() {
      upload.cancel();
      downloads.destroy();
    },
  };
  return section;
}
