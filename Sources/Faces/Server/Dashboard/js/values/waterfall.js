import { formatPart, plural } from './format.js';
import { formatMinor, parseAmount, ratio } from './money.js';

// The way from gross to what is paid out, as figures without elements.
//
// A "total" starts from zero again, "plus" and "minus" go on from where the step before ended.
const STEPS = [
  step('gross', 'Gross', 'total', ({ plays, currency }) =>
    `${plural(plays, 'play')} with a share for the payee, in ${currency}.`),
  step('fee', 'Distribution fee', 'minus', ({ fee, gross }) =>
    withPart('Kept for distribution', fee, gross, 'gross')),
  step('net', 'Net', 'total', () => 'Gross less the fee: what the contract shares out.'),
  step('share', 'Share', 'total', whyShare),
  optional('adjustments', 'Adjustments', 'plus', () => 'About earlier periods, and corrections made by hand.'),
  optional('reserve_held', 'Reserve held', 'minus', () => 'Held back against returns; released in a later period.'),
  optional('reserve_released', 'Reserve released', 'plus', () => 'Held back in an earlier period and given back now.'),
  optional('recouped', 'Recouped', 'minus', whyRecouped),
  optional('withholding', 'Withholding tax', 'minus', ({ withholding }) =>
    (withholding < 0n
      ? 'Tax held back earlier this year and not due after all.'
      : 'Tax held back for the authorities.')),
  optional('opening', 'Opening balance', 'plus', ({ opening }) =>
    (opening < 0n ? 'The period before ended below zero.' : 'Carried in from the period before.')),
  optional('payments', 'Payments', 'minus', () => 'Paid out during the period.'),
  step('closing', 'Closing balance', 'total', ({ closing }) =>
    (closing < 0n
      ? 'Below zero: what is earned next makes up for it first.'
      : 'What the payee has at the end of the period.')),
  optional('expected', 'Expected', 'minus', ({ basis }) =>
    (basis === 'received'
      ? 'Not paid out yet: platforms have not reported it, or not paid it.'
      : 'Not paid out yet: platforms have not reported it.')),
  step('payable', 'Payable', 'result', whyPayable),
  optional('carried_forward', 'Carried forward', 'rest', () => 'Stays in the balance and opens the next period.'),
];

function step(key, label, kind, why) {
  return { key, label, kind, why, isOptional: false };
}

// A step that is left out while it is zero.
function optional(key, label, kind, why) {
  return { key, label, kind, why, isOptional: true };
}

export const STEP_KEYS = STEPS.map((step) => step.key);

// A step for each key of a balance of the answer: its signed units, and its bar between 0 and 1.
export function waterfall(balance) {
  const amounts = { plays: balance.plays, currency: balance.currency, basis: balance.basis };
  for (const key of [...STEP_KEYS, 'unrecouped', 'beside_plays']) amounts[key] = parseAmount(balance[key]) ?? 0n;
  let reached = 0n;
  const steps = STEPS.map(({ key, label, kind, isOptional, why }) => {
    const units = kind === 'minus' ? -amounts[key] : amounts[key];
    const from = kind === 'total' || kind === 'result' ? 0n : reached;
    reached = from + units;
    const isZero = units === 0n && !(key === 'recouped' && amounts.unrecouped !== 0n);
    return { key, label, kind, units, from, to: reached, why: why(amounts), isZero, isLeftOut: isOptional && isZero };
  });
  return place(steps);
}

function place(steps) {
  const ends = steps.flatMap(({ from, to }) => [from, to]);
  const low = ends.reduce((a, b) => (b < a ? b : a), 0n);
  const high = ends.reduce((a, b) => (b > a ? b : a), 0n);
  const part = (units) => ratio(units, high - low);
  return {
    zero: part(-low),
    steps: steps.map((step) => {
      const [left, right] = step.from < step.to ? [step.from, step.to] : [step.to, step.from];
      return { ...step, left: part(left - low), size: part(right - left) };
    }),
  };
}

const withPart = (text, part, whole, name) =>
  part > 0n && whole > 0n ? `${text}: ${formatPart(ratio(part, whole))} of ${name}.` : `${text}.`;

function whyShare({ share, net, beside_plays: beside, currency }) {
  const text = withPart('The payee’s part by contract', share, net, 'net');
  if (beside === 0n) return text;
  return `${text} ${formatMinor(beside, currency)} ${currency} of it are not for plays: fines, corrections, bonuses.`;
}

function whyRecouped({ unrecouped, currency }) {
  const rest = unrecouped > 0n ? `${formatMinor(unrecouped, currency)} ${currency} remain.` : 'none remain.';
  return `Pays back advances and costs; ${rest}`;
}

function whyPayable({ closing, expected, payable, currency }) {
  if (payable > 0n) return `Paid out when the period ends, in ${currency}.`;
  if (closing <= 0n) return 'There is nothing to pay out.';
  if (closing <= expected) return 'All of it is expected: none is paid out yet.';
  return 'Below the minimum, or the smallest unit, that is paid out.';
}
