import { createPage } from '../earnings/page.js';
import { createRankings } from '../earnings/ranking.js';
import { pageHead } from '../parts/dom.js';
import { getJson } from '../server/api.js';
import { createStatementsPanel } from '../statements/statementsPanel.js';
import { apiParams } from '../values/filters.js';
import { createAuditPanel } from './auditPanel.js';
import { createBooksPanel } from './books/booksPanel.js';
import { createHealthPanel } from './healthPanel.js';
import { createCalendarPanel } from './reports/calendarPanel.js';
import { createReconciliationPanel } from './reports/reconciliationPanel.js';
import { createSchedulesPanel } from './schedulesPanel.js';

export async function openFinance(_, filters, context, signal) {
  // Fails as a whole, once, for a token that may not read everything.
  await getJson('/v1/earnings', apiParams(filters), { signal });
  const page = createPage({
    path: '/v1/earnings',
    evolution: {},
    head: pageHead('Finance', 'Whole ledger', ['every artist', 'every label']),
    extraSections: ({ ask }) => [
      ...createRankings().map((ranking) => ({ ...ranking, span: 'half' })),
      createBooksPanel(),
      createCalendarPanel(),
      createReconciliationPanel({ ask }),
      createStatementsPanel({ ask }),
      createSchedulesPanel(),
      createAuditPanel({ ask }),
      createHealthPanel(),
    ],
  }, filters, context);
  return { ...page, title: 'Finance' };
}
