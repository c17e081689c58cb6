import { createStatementsPanel } from '../statements/statementsPanel.js';
import { createBalancePanel } from './balancePanel.js';

// Panels of a payee: what it has now, and what it was told.
export function createPayeeSections({ payee, label, path, ask }) {
  const statements = createStatementsPanel({ payee, label, ask });
  const balance = createBalancePanel({ path: `${path}/balance`, ask, onCurrent: statements.offerDrafts });
  return [balance, statements];
}
