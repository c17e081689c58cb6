import { plural } from './format.js';
import { formatAmount } from './money.js';

// Remarks on a total: amounts that are not in it, and plays without a rate.
export function notesOn({ converted, gross, unrated_plays: unrated }) {
  const missing = (converted?.missing_fx ?? []).filter((code) => gross[code]);
  const amounts = missing.map((code) => `${code} ${formatAmount(gross[code])}`).join(', ');
  const all = plural(Object.keys(gross).length, 'currency', 'currencies');
  return [
    missing.length
      && `Not in this total for lack of an exchange rate: ${amounts} (estimated), ${missing.length} of ${all}.`,
    unrated && `${plural(unrated, 'play')} without a known rate yet: counted as plays, not as earnings.`,
  ].filter(Boolean);
}
