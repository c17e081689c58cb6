import { createBalancePanel } from './balancePanel.js';
import { createStatementsPanel } from './statementsPanel.js';

// What a payee has now, and what it was told.
export function createPayeeSections({ payee, label, path, ask }) {
  const statements = createStatementsPanel({ payee, label, ask });
  const balance = createBalancePanel({ path: `${path}/balance`, ask, onCurrent: statements.offerDrafts });
  return [balance, statements];
}
