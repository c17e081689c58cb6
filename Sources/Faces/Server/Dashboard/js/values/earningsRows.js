import { compareAmounts, parseAmount, ratio, sumAmounts } from './money.js';

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
export function partOf(amount, total) {
  return total > 0n ? ratio(parseAmount(amount) ?? 0n, total) : 0;
}

// The largest amount first; among equal ones the most plays.
export function bySize(apiRows) {
  const amount = (row) => row.converted?.amount ?? '0';
  return [...apiRows].sort((a, b) => compareAmounts(amount(b), amount(a)) || b.plays - a.plays);
}
