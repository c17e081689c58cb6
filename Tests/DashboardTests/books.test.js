import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checks, groupAccounts } from '../../Sources/Faces/Server/Dashboard/js/values/accountGroups.js';
import { bySize, partOf, toRows } from '../../Sources/Faces/Server/Dashboard/js/values/earnings.js';
import { parseAmount } from '../../Sources/Faces/Server/Dashboard/js/values/money.js';
import { partName, percentOff, signedAmount } from '../../Sources/Faces/Server/Dashboard/js/values/variance.js';
import { STEP_KEYS, waterfall } from '../../Sources/Faces/Server/Dashboard/js/values/waterfall.js';

const account = (code, currency, debits, credits, balance) =>
  ({ account: code, currency, debits, credits, balance, entries: 1 });

describe('The trial balance', () => {
  const large = '9007199254740993.000000000001';

  it('is proved to the last decimal, beyond 2^53 too', () => {
    const accounts = [account('cash', 'USD', large, '0', large), account('fee', 'USD', '0', large, `-${large}`)];
    const [proof] = checks({ accounts, totals: [{ currency: 'USD', balance: '0.000000000000' }] });
    assert.deepEqual([proof.debits, proof.credits, proof.balance, proof.rest], [large, large, '0.000000000000', 0n]);
  });

  it('shows what is missing, whoever is wrong', () => {
    const [less, minusLess] = ['9007199254740993', '-9007199254740993'];
    const off = [account('cash', 'USD', large, '0', large), account('fee', 'USD', '0', less, minusLess)];
    assert.equal(checks({ accounts: off, totals: [] })[0].rest, 1n);
    const said = checks({ accounts: [], totals: [{ currency: 'EUR', balance: '-0.5' }] });
    assert.deepEqual(said.map(({ currency, rest }) => [currency, rest]), [['EUR', -500000000000n]]);
  });

  it('groups accounts by the first part of their code; payees stand as sums by currency', () => {
    const groups = groupAccounts([
      account('payee:artist:art-1:payable', 'USD', '0', '1.5', '-1.5'), account('cash', 'USD', '1', '0', '1'),
      account('payee:artist:art-2:payable', 'USD', '0', '2.5', '-2.5'), account('payee:x', 'EUR', '0', '1', '-1'),
      account('other:thing', 'USD', '1', '0', '1'),
    ]);
    assert.deepEqual(groups.map(({ key, title }) => [key, title]),
      [['payee', 'Payees'], ['cash', 'Cash'], ['other', 'other']]);
    assert.deepEqual(groups[0].lines.map(({ key, balance, entries }) => [key, balance, entries]),
      [['payee/EUR', '-1.000000000000', 1], ['payee/USD', '-4.000000000000', 2]]);
  });
});

describe('The waterfall', () => {
  const balance = {
    currency: 'USD', plays: 1000, gross: '100', fee: '15', net: '85', share: '42.5', adjustments: '0',
    reserve_held: '2.5', reserve_released: '0', recouped: '40', unrecouped: '60', withholding: '0',
    opening: '-10', payments: '0',
    closing: '-10', payable: '0', carried_forward: '-10',
  };
  const step = (key, change = {}) => waterfall({ ...balance, ...change }).steps.find((one) => one.key === key);

  it('says what of the share is money beside plays', () => {
    assert.match(step('share', { beside_plays: '-4.000000000000' }).why, /4\.00 USD of it are not for plays/u);
    assert.doesNotMatch(step('share').why, /not for plays/u);
  });

  it('goes on from where the step before ended; totals start from zero', () => {
    const { steps } = waterfall(balance);
    assert.deepEqual(steps.map(({ key }) => key), STEP_KEYS);
    const cents = (units) => units / 10n ** 10n;
    const ends = Object.fromEntries(steps.map(({ key, from, to }) => [key, [cents(from), cents(to)]]));
    assert.deepEqual(ends.fee, [10000n, 8500n]);
    assert.deepEqual(ends.net, [0n, 8500n]);
    assert.deepEqual(ends.recouped, [4000n, 0n]);
    assert.deepEqual(ends.opening, [0n, -1000n]);
    assert.deepEqual(ends.closing, [0n, -1000n]);
  });

  it('lays its bars between 0 and 1, with a zero inside where one goes below it', () => {
    const { zero, steps } = waterfall(balance);
    assert.equal(zero, 0.090909);
    for (const { key, left, size } of steps) assert.ok(left >= 0 && left + size <= 1.000001, key);
    assert.equal(waterfall({ currency: 'USD', plays: 0 }).zero, 0);
  });

  it('keeps every decimal of an amount beyond 2^53', () => {
    assert.equal(step('gross', { gross: '9007199254740993.000000000001' }).units, 9007199254740993000000000001n);
  });

  it('leaves out optional steps that are zero, but not a recoupment that has still to come', () => {
    assert.ok(step('payments').isLeftOut && !step('opening').isLeftOut && !step('payable').isLeftOut);
    assert.ok(!step('recouped', { recouped: '0' }).isLeftOut);
    assert.ok(step('recouped', { recouped: '0', unrecouped: '0' }).isLeftOut);
  });

  it('says why', () => {
    assert.equal(step('fee').why, 'Kept for distribution: 15% of gross.');
    assert.equal(step('recouped').why, 'Pays back advances and costs; 60.00 USD remain.');
    assert.equal(step('payable').why, 'There is nothing to pay out.');
    assert.equal(step('payable', { closing: '1' }).why, 'Below the minimum, or the smallest unit, that is paid out.');
    assert.equal(step('payable', { closing: '1', expected: '1' }).why, 'All of it is expected: none is paid out yet.');
    assert.equal(step('expected', { expected: '1', basis: 'reported' }).why,
      'Not paid out yet: platforms have not reported it.');
    assert.equal(step('expected', { expected: '1', basis: 'received' }).why,
      'Not paid out yet: platforms have not reported it, or not paid it.');
    assert.ok(step('expected', { basis: 'reported' }).isLeftOut);
    assert.equal(step('payable', { payable: '1' }).why, 'Paid out when the period ends, in USD.');
    assert.equal(step('opening').why, 'The period before ended below zero.');
  });
});

describe('A variance', () => {
  it('has its sign, and a percentage of the estimate', () => {
    assert.equal(signedAmount('1234.5', 'USD'), '+1,234.50');
    assert.equal(signedAmount('-0.001', 'USD'), '−0.0010');
    assert.equal(percentOff('-5', '100'), '−5.0 %');
    assert.equal(percentOff('1', '3'), '+33.3 %');
    assert.equal(percentOff('5', '0'), '');
    assert.equal(percentOff('0', '5'), '0.0 %');
  });

  it('is made of parts with names', () => {
    assert.deepEqual(['units', 'fx', 'rate_and_fx', 'cut_off'].map(partName),
      ['Units', 'FX', 'Rate and FX', 'Cut off']);
  });
});

describe('Rows of earnings', () => {
  const row = (key, plays, amount) =>
    ({ key, plays, converted: amount && { amount, currency: 'USD', missing_fx: [] } });
  // Two amounts that are one and the same number as floats.
  const [less, more] = ['9007199254740992.5', '9007199254740992.500000000001'];

  it('stand by exact size, then by plays', () => {
    const rows = bySize([row('a', 9, less), row('b', 1, more), row('c', 1, null), row('d', 2, null)]);
    assert.deepEqual(rows.map(({ key }) => key), ['b', 'a', 'd', 'c']);
  });

  it('have shares of their sum', () => {
    const rows = toRows([row('a', 1, '1'), row('b', 1, '3'), row('c', 1, null)], ({ key }) => ({ title: key }));
    assert.deepEqual(rows.map(({ title, share, amount }) => [title, share, amount]),
      [['a', 0.25, '1'], ['b', 0.75, '3'], ['c', 0, null]]);
    assert.deepEqual(toRows([row('a', 1, null)], () => ({})).map(({ share }) => share), [0]);
    assert.equal(partOf('1', parseAmount('0')), 0);
  });
});
