import { minorDecimals } from './currencies.js';

// Amounts stay decimal strings or BigInt counts of 10^-12; a binary float would lose cents.

const SCALE = 12;
const ONE = 10n ** BigInt(SCALE);

export function parseAmount(text) {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text ?? '');
  if (!match) return null;
  const fraction = (match[3] ?? '').slice(0, SCALE).padEnd(SCALE, '0');
  const units = BigInt(match[2]) * ONE + BigInt(fraction);
  return match[1] ? -units : units;
}

const absolute = (units) => units < 0n ? -units : units;

// Below one unit two decimals would hide nearly everything: keep two significant digits.
export function decimalsFor(units) {
  const size = absolute(units);
  if (size === 0n || size >= ONE) return 2;
  const leadingZeros = SCALE - size.toString().length;
  return Math.min(SCALE, Math.max(4, leadingZeros + 2));
}

function roundHalfEven(size, decimals) {
  const divisor = 10n ** BigInt(SCALE - decimals);
  const quotient = size / divisor;
  const twice = (size % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

export const groupThousands = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ',');

export function formatUnits(units, decimals = decimalsFor(units)) {
  const rounded = roundHalfEven(absolute(units), decimals).toString().padStart(decimals + 1, '0');
  const whole = groupThousands(rounded.slice(0, rounded.length - decimals));
  const fraction = decimals ? `.${rounded.slice(-decimals)}` : '';
  return `${units < 0n ? '−' : ''}${whole}${fraction}`;
}

export function formatAmount(text) {
  const units = parseAmount(text);
  return units === null ? '–' : formatUnits(units);
}

export function formatExact(text) {
  const units = parseAmount(text);
  return units === null ? '–' : formatUnits(units, SCALE);
}

// Whole minor units, as they can be paid. An amount that they would round away keeps two significant digits.
export function formatMinor(units, currency) {
  const decimals = minorDecimals(currency);
  const vanishes = units !== 0n && roundHalfEven(absolute(units), decimals) === 0n;
  return formatUnits(units, vanishes ? decimalsFor(units) : decimals);
}

// The text of an amount as the API writes it.
export const plainAmount = (units) => formatUnits(units, SCALE).replaceAll(',', '').replace('−', '-');
export const sumAmounts = (texts) => texts.reduce((sum, text) => sum + (parseAmount(text) ?? 0n), 0n);

// A quotient for widths and percentages only: exact to 10^-6 before it becomes a float.
export const ratio = (part, whole) => whole === 0n ? 0 : Number((part * 1000000n) / whole) / 1000000;

// The exact text in two parts, so that trailing zeros can be shown more quietly.
export function splitExact(text) {
  const units = parseAmount(text);
  return units === null ? ['–', ''] : splitUnits(units);
}

export function splitUnits(units) {
  const exact = formatUnits(units, SCALE);
  const significant = exact.replace(/(\.\d\d\d*?)0+$/, '$1');
  return [significant, exact.slice(significant.length)];
}

export function compareAmounts(a, b) {
  const left = parseAmount(a);
  const right = parseAmount(b);
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  return left < right ? -1 : 1;
}

export const isZero = (text) => (parseAmount(text) ?? 0n) === 0n;
