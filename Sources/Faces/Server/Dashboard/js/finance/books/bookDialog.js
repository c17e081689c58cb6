import { createTrailDialog } from '../../parts/trailDialog.js';
import { openAccount } from './accountEntries.js';
import { openTransaction } from './transactionDetails.js';

// Shows an account's entries or a transaction's; each leads to the other, and back.
export function createBookDialog() {
  const dialog = createTrailDialog({ id: 'book-dialog' });
  return { element: dialog.element, ...bookViews(dialog), close: dialog.close };
}

// The views of the books, for any dialog.
export function bookViews(dialog) {
  const show = {
    account: (code, currency) => dialog.open((signal) => openAccount(code, currency, { signal, show }), code),
    transaction: (id) => dialog.open((signal) => openTransaction(id, { signal, show }), `Transaction ${id}`),
  };
  return show;
}
