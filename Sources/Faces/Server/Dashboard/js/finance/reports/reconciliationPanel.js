import { el } from '../../parts/dom.js';
import { createDownloadList } from '../../parts/downloadList.js';
import { createPagedList } from '../../parts/pagedList.js';
import { createRestrictedPanel } from '../../parts/panel.js';
import { getJson } from '../../server/api.js';
import { createReconciliationDialog } from './reconciliationDialog.js';
import { createReportCheck } from './reportCheck.js';
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
  const upload = createReportUpload({
    onTaken: () => ask(section), onOpen: (id) => dialog.report(id), onRefused: (file) => check.start(file, false),
  });
  const check = createReportCheck({ onTake: upload.take });
  const dialog = createReconciliationDialog({
    scopes: () => scopes, onDecided: () => ask(section), onCorrect: (id) => { dialog.close(); upload.choose(id); },
  });
  const list = createPagedList({
    container: el('ul.reports', { id: 'reports', 'aria-label': 'Reports of platforms' }), name: 'reconciliations',
    keyOf: ({ report }) => report.reconciliation, ask: (before) => getJson(PATH, { limit: PAGE, before }),
    createItem: (item) => createReportItem(item, { onOpen: dialog.report, onDownload: downloads.start }),
    empty: 'No report was taken in yet.',
  });
  for (const one of [upload, check]) one.button.hidden = true;

  async function load({ signal }) {
    list.update(await getJson(PATH, { limit: PAGE }, { signal }));
    scopes ??= (await getJson('/v1/me', {}, { signal })).scopes;
    for (const one of [upload, check]) one.button.hidden = !mayWrite();
  }

  const mayWrite = () => scopes?.includes('reports:write') ?? false;

  // A file that is dropped on the panel is looked at first: it may have slipped.
  function drop(event) {
    if (!mayWrite() || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (event.type === 'drop' && file) check.start(file, true);
  }

  function putAway() {
    downloads.cancelAll();
    dialog.close();
  }

  const section = createRestrictedPanel({
    id: 'panel-reconciliation', title: 'Reconciliation', note: NOTE, actions: [check.button, upload.button],
    children: [upload.element, check.element, el('div', list.parts), downloads.element, dialog.element],
    pace: PACE, load, onRefused: putAway,
    destroy() {
      upload.cancel();
      check.cancel();
      downloads.destroy();
    },
  });
  for (const type of ['dragover', 'drop']) section.element.addEventListener(type, drop);
  return section;
}
