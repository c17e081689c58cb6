import { el } from '../../parts/dom.js';
import { createRestrictedPanel } from '../../parts/panel.js';
import { getJson } from '../../server/api.js';
import { createBookDialog } from './bookDialog.js';
import { createPeriodList } from './periodList.js';
import { createTransactionList } from './transactionList.js';
import { createTrialBalance } from './trialBalance.js';

const PACE = 5000;
const LATEST = 20;
const PATH = '/v1/ledger/transactions';
const NOTE = 'What is posted, to the last decimal, whatever the filters say.';

// The books: periods, the trial balance, the latest transactions.
export function createBooksPanel() {
  let newest;
  const dialog = createBookDialog();
  const periods = createPeriodList();
  const trial = createTrialBalance({ onAccount: dialog.account });
  const transactions = createTransactionList({
    onOpen: dialog.transaction, ask: (before) => getJson(PATH, { limit: LATEST, before }),
  });

  async function load({ signal }) {
    const ask = (path, params) => getJson(path, params, { signal });
    const [known, latest] = await Promise.all([ask('/v1/periods'), ask(PATH, { limit: LATEST })]);
    const last = latest.transactions[0]?.id ?? null;
    // The balances follow from the transactions: thousands of accounts are asked for only after a new one.
    if (last !== newest && last !== null) trial.update(await ask('/v1/ledger/trial-balance'));
    newest = last;
    periods.update(known.periods);
    transactions.update(latest);
    trial.element.hidden = last === null;
  }

  const books = el('div.books', periods.element, trial.element, transactions.element);
  return createRestrictedPanel({
    id: 'panel-books', title: 'Books', note: NOTE, children: [books, dialog.element],
    pace: PACE, load, onRefused: dialog.close,
  });
}
