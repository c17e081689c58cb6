import { capitalised, keyName } from './format.js';
import { formatMinor, parseAmount, ratio } from './money.js';

// Parts of a variance in the order in which they are shown.
export const PARTS = ['units', 'rate', 'fx', 'rate_and_fx', 'adjustments', 'not_estimated', 'cut_off'];

// Statuses of compared lines: those to look at first stand first.
export const STATUSES = [
  'under', 'over', 'missing_in_report', 'not_estimated', 'not_ours', 'within_tolerance', 'matched',
];

export const partName = (part) => capitalised(keyName(part)).replace(/\bfx\b/i, 'FX');

export function signedAmount(amount, currency) {
  const units = parseAmount(amount) ?? 0n;
  return `${units > 0n ? '+' : ''}${formatMinor(units, currency)}`;
}

// A variance in percent of the estimate; nothing without an estimate.
export function percentOff(variance, estimated) {
  const [part, whole] = [parseAmount(variance) ?? 0n, parseAmount(estimated) ?? 0n];
  if (whole <= 0n) return '';
  const percent = ratio(part, whole) * 100;
  const sign = percent > 0 ? '+' : percent < 0 ? '−' : '';
  return `${sign}${Math.abs(percent).toFixed(1)} %`;
}
