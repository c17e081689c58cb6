import { plainAmount, sumAmounts } from './money.js';

// The chart of accounts by the first part of the code.

const GROUPS = new Map([
  ['platform', { title: 'Platforms', what: 'what they are expected to pay, and say that they owe' }],
  ['payee', {
    title: 'Payees', what: 'what they have earned, are owed, have not earned back, and what is held for them',
  }],
  ['fee', { title: 'Fee', what: 'what is kept for distribution' }],
  ['suspense', { title: 'Suspense', what: 'waits for an exchange rate, or for an owner' }],
  ['cash', { title: 'Cash', what: 'money received, less money paid' }],
  ['tax', { title: 'Tax', what: 'held back for the authorities' }],
  ['fx', { title: 'Conversion', what: 'the other side of an exchange, in each of its two currencies' }],
  ['rounding', { title: 'Rounding', what: 'what rounding leaves over' }],
]);
// A longer group is shown as its sums, to be opened.
const LONGEST = 24;

// Groups in the order above, each with lines: an account, or the sum of a group's accounts in one currency.
export function groupAccounts(accounts) {
  const byGroup = new Map([...GROUPS.keys()].map((key) => [key, []]));
  for (const account of accounts) {
    const key = account.account.split(':', 1)[0];
    if (!byGroup.has(key)) byGroup.set(key, []);
    byGroup.get(key).push(account);
  }
  return [...byGroup].filter(([, members]) => members.length > 0).map(([key, members]) => {
    const isSummed = key === 'payee' || members.length > LONGEST;
    return { key, ...(GROUPS.get(key) ?? { title: key, what: '' }), lines: isSummed ? sums(key, members) : members };
  });
}

function sums(key, members) {
  const codes = [...new Set(members.map((member) => member.currency))].sort();
  return codes.map((currency) => {
    const accounts = members.filter((member) => member.currency === currency);
    return { key: `${key}/${currency}`, currency, accounts, ...total(accounts) };
  });
}

// Both sides of each currency, added up here once more: the check does not only repeat what the server says.
export function checks({ accounts, totals }) {
  const said = new Map(totals.map((entry) => [entry.currency, entry.balance]));
  const codes = [...new Set([...said.keys(), ...accounts.map((account) => account.currency)])].sort();
  return codes.map((currency) => {
    const sides = total(accounts.filter((account) => account.currency === currency));
    const rests = [[sides.debits, `-${sides.credits}`], [sides.balance], [said.get(currency)]].map(sumAmounts);
    return { currency, ...sides, rest: rests.find((units) => units !== 0n) ?? 0n };
  });
}

function total(accounts) {
  const sum = (field) => plainAmount(sumAmounts(accounts.map((account) => account[field])));
  const entries = accounts.reduce((all, account) => all + account.entries, 0);
  return { debits: sum('debits'), credits: sum('credits'), balance: sum('balance'), entries };
}
