import { formatMinor, parseAmount, ratio } from './money.js';
import { formatPart, plural } from './format.js';

// The way from gross to what is paid out, as figures without elements.
//
// A "total" starts from zero again, "plus" and "minus" go on from where the step before ended.
// `optional` steps are left out while they are zero.
const STEPS = [
  { key: 'gross', label: 'Gross', kind: 'total', why: ({ plays, currency }) => `${plural(plays, 'play')} with a share for the payee, in ${currency}.` },
  { key: 'fee', label: 'Distribution fee', kind: 'minus', why: ({ fee, gross }) => withPart('Kept for distribution', fee, gross, 'gross') },
  { key: 'net', label: 'Net', kind: 'total', why: () => 'Gross less the fee: what the contract shares out.' },
  { key: 'share', label: 'Share', kind: 'total', why: ({ share, net }) => withPart('The payee’s part by contract', share, net, 'net') },
  { key: 'adjustments', label: 'Adjustments', kind: 'plus', optional: true, why: () => 'About earlier periods, and corrections made by hand.' },
  { key: 'reserve_held', label: 'Reserve held', kind: 'minus', optional: true, why: () => 'Held back against returns; released in a later period.' },
  { key: 'reserve_released', label: 'Reserve released', kind: 'plus', optional: true, why: () => 'Held back in an earlier period and given back now.' },
  { key: 'recouped', label: 'Recouped', kind: 'minus', optional: true, why: ({ unrecouped, currency }) =>
    `Pays back advances and costs; ${unrecouped > 0n ? `${formatMinor(unrecouped, currency)} ${currency} remain.` : 'none remain.'}` },
  { key: 'withholding', label: 'Withholding tax', kind: 'minus', optional: true, why: ({ withholding }) =>
    (withholding < 0n ? 'Tax held back earlier this year and not due after all.' : 'Tax held back for the authorities.') },
  { key: 'opening', label: 'Opening balance', kind: 'plus', optional: true, why: ({ opening }) =>
    (opening < 0n ? 'The period before ended below zero.' : 'Carried in from the period before.') },
  { key: 'payments', label: 'Payments', kind: 'minus', optional: true, why: () => 'Paid out during the period.' },
  { key: 'closing', label: 'Closing balance', kind: 'total', why: ({ closing }) =>
    (closing < 0n ? 'Below zero: what is earned next makes up for it first.' : 'What the payee has at the end of the period.') },
  { key: 'payable', label: 'Payable', kind: 'result', why: whyPayable },
  { key: 'carried_forward', label: 'Carried forward', kind: 'rest', optional: true, why: () => 'Stays in the balance and opens the next period.' },
];

export const STEP_KEYS = STEPS.map((step) => step.key);

// `balance` is one of the answer's: amounts as text. Gives a step for each key: its signed units, and
// where its bar lies between 0 and 1.
export function waterfall(balance) {
  const amounts = { plays: balance.plays, currency: balance.currency, unrecouped: parseAmount(balance.unrecouped) ?? 0n };
  for (const key of STEP_KEYS) amounts[key] = parseAmount(balance[key]) ?? 0n;
  let reached = 0n;
  const steps = STEPS.map(({ key, label, kind, optional, why }) => {
    const units = kind === 'minus' ? -amounts[key] : amounts[key];
    const from = kind === 'total' || kind === 'result' ? 0n : reached;
    reached = from + units;
    const isZero = units === 0n && !(key === 'recouped' && amounts.unrecouped !== 0n);
    return { key, label, kind, units, from, to: reached, why: why(amounts), isZero, isLeftOut: Boolean(optional) && isZero };
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

function withPart(text, part, whole, name) {
  return part > 0n && whole > 0n ? `${text}: ${formatPart(ratio(part, whole))} of ${name}.` : `${text}.`;
}

function whyPayable({ closing, payable, currency }) {
  if (payable > 0n) return `Paid out when the period ends, in ${currency}.`;
  if (closing <= 0n) return 'There is nothing to pay out.';
  return 'Below the minimum, or the smallest unit, that is paid out.';
}
