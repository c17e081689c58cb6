import { el, panel } from '../../parts/dom.js';
import { getJson, isAbort } from '../../server/api.js';
import { createBookDialog } from './bookDialog.js';
import { createPeriodList } from './periodList.js';
import { createTransactionList } from './transactionList.js';
import { createTrialBalance } from './trialBalance.js';

const PACE = 5000;
const LATEST = 20;

// What is posted: periods, the trial balance, the latest transactions. Whoever may not read the
// ledger sees no panel.
export function createBooksPanel() {
  let refused = false;
  let newest;
  const dialog = createBookDialog();
  const periods = createPeriodList();
  const trial = createTrialBalance({ onAccount: dialog.account });
  const transactions = createTransactionList({ onOpen: dialog.transaction, onOlder: (before) => getJson('/v1/ledger/transactions', { limit: LATEST, before }) });
  const body = el('div', { class: 'books', hidden: true }, periods.element, trial.element, transactions.element);
  const view = panel({ id: 'panel-books', title: 'Books', note: 'What is posted, to the last decimal, whatever the filters say.', children: [body, dialog.element] });
  view.element.hidden = true;

  const pace = () => (refused ? Infinity : PACE);
  return {
    element: view.element,
    setError: view.setError,
    interval: pace,
    slowest: pace,
    async refresh({ signal }) {
      if (refused) return null;
      try {
        const [known, latest] = await Promise.all([getJson('/v1/periods', {}, { signal }), getJson('/v1/ledger/transactions', { limit: LATEST }, { signal })]);
        const last = latest.transactions[0]?.id ?? null;
        // The balances follow from the transactions: thousands of accounts are asked for only after a new one.
        if (last !== newest && last !== null) trial.update(await getJson('/v1/ledger/trial-balance', {}, { signal }));
        newest = last;
        periods.update(known.periods);
        transactions.update(latest);
        trial.element.hidden = last === null;
        body.hidden = view.element.hidden = false;
      } catch (error) {
        if (isAbort(error) || error.status === 401) throw error;
        refused = error.status === 403;
        view.element.hidden = refused;
        if (!refused) throw error;
        dialog.close();
      }
      return null;
    },
  };
}
