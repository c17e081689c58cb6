import { createTrailDialog } from '../../parts/trailDialog.js';
import { bookViews } from '../books/bookDialog.js';
import { openDecision } from './reportDecision.js';
import { openReport } from './reportDetails.js';
import { openReportLine } from './reportLine.js';
import { openReportLines } from './reportLines.js';

// A report, its sums, its lines, and what stands behind one, down to the books: each leads to the next, and back.
export function createReconciliationDialog({ scopes, onDecided, onCorrect }) {
  const dialog = createTrailDialog({ id: 'reconciliation-dialog', isWide: true });
  const open = (view, name) => dialog.open(view, name);
  const show = {
    ...bookViews(dialog),
    report(id) {
      // The last choice of sums stays, whatever was looked at meanwhile.
      const state = { by: 'platform' };
      open((signal) => openReport(id, { signal, state, show, scopes: scopes() }), `Reconciliation ${id}`);
    },
    lines: (id, filter, name) => open((signal) => openReportLines(id, filter, { signal, show }), name),
    line: (id, number) =>
      open((signal) => openReportLine(id, number, { signal, show }), `Line ${number} of reconciliation ${id}`),
    decide: (report, decision) => open((signal) => openDecision(report, decision, {
      onDone() {
        onDecided();
        if (!signal.aborted) dialog.back();
      },
      onCancel: dialog.back,
    }), `${decision.verb} ${report.file}`),
    correct: onCorrect,
    // For after something that changes the shown view.
    again: dialog.reload,
  };
  return { element: dialog.element, report: show.report, close: dialog.close };
}
