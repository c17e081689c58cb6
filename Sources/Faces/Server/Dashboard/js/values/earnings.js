import { plural } from './format.js';
import { compareAmounts, formatAmount, parseAmount, ratio, sumAmounts } from './money.js';

// Rows of an answer about earnings, with each row's share of their sum. `decorate` adds names and links.
export function toRows(apiRows, decorate) {
  const total = sumAmounts(apiRows.map((row) => row.converted?.amount));
  return apiRows.map((row) => ({
    key: row.key,
    text: row.name || row.key,
    plays: row.plays,
    unrated: row.unrated_plays,
    amount: row.converted?.amount ?? null,
    currency: row.converted?.currency ?? '',
    gross: row.gross ?? {},
    missing: row.converted?.missing_fx ?? [],
    share: partOf(row.converted?.amount, total),
    ...decorate(row),
  }));
}

// A share between 0 and 1, for widths and percentages.
export const partOf = (amount, total) => total > 0n ? ratio(parseAmount(amount) ?? 0n, total) : 0;

// The largest amount first; among equal ones the most plays.
export function bySize(apiRows) {
  const amount = (row) => row.converted?.amount ?? '0';
  return [...apiRows].sort((a, b) => compareAmounts(amount(b), amount(a)) || b.plays - a.plays);
}

// The part of a row that filters the page to it; chosen once more, it clears the filter.
export function choice(key, dimension, filters, setFilter) {
  const chosen = filters[dimension];
  const selected = chosen === key;
  return { selected, dimmed: Boolean(chosen) && !selected, action: () => setFilter(dimension, selected ? '' : key) };
}

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
