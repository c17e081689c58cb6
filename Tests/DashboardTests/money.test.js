import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { minorDecimals } from '../../Sources/Faces/Server/Dashboard/js/values/currencies.js';
import {
  compareAmounts, decimalsFor, formatAmount, formatExact, formatMinor, formatUnits, groupThousands, isZero, parseAmount,
  plainAmount, ratio, splitExact, splitUnits, sumAmounts,
} from '../../Sources/Faces/Server/Dashboard/js/values/money.js';

// More than 2^53 whole units with 12 decimals: a binary float would keep neither end of it.
const LARGE = '90071992547409931.123456789012';

describe('Amounts', () => {
  it('are read to the last of 12 decimals, beyond 2^53 too', () => {
    assert.equal(parseAmount(LARGE), 90071992547409931123456789012n);
    assert.equal(parseAmount('-0.000000000001'), -1n);
    assert.equal(parseAmount('7'), 7000000000000n);
    assert.equal(formatExact(LARGE), '90,071,992,547,409,931.123456789012');
  });

  it('are nothing where the text is no decimal number', () => {
    for (const text of ['', '1e3', '1,5', ' 1', '.5', '1.', '--1', 'NaN', null, undefined]) {
      assert.equal(parseAmount(text), null, String(text));
    }
    assert.equal(formatAmount('1e3'), '–');
    assert.equal(formatExact(undefined), '–');
    assert.deepEqual(splitExact(''), ['–', '']);
  });

  it('are added without loss', () => {
    assert.equal(plainAmount(sumAmounts([LARGE, '0.000000000001', '-90071992547409931'])), '0.123456789013');
    assert.equal(sumAmounts(Array.from({ length: 10 }, () => '0.1')), parseAmount('1'));
    assert.equal(sumAmounts([undefined, null]), 0n);
  });

  it('are written back as the API writes them', () => {
    for (const text of [LARGE, `-${LARGE}`, '0.000000000000', '1234567.000000000001']) {
      assert.equal(plainAmount(parseAmount(text)), text);
    }
  });

  it('are compared by value; what is missing is the least', () => {
    const next = '90071992547409931.123456789013';
    const mixed = [next, '0', null, '-1', LARGE, '0.000000000001'];
    assert.deepEqual(mixed.sort(compareAmounts), [null, '-1', '0', '0.000000000001', LARGE, next]);
    assert.equal(compareAmounts('1.0', '1'), 0);
    assert.ok(isZero('-0.000') && isZero(undefined) && !isZero('0.000000000001'));
  });
});

describe('An amount on the page', () => {
  it('is rounded half to even', () => {
    for (const [text, shown] of [
      ['1.005', '1.00'], ['1.015', '1.02'], ['1.025', '1.02'], ['1.0250000001', '1.03'], ['-1.015', '−1.02'],
    ]) assert.equal(formatAmount(text), shown, text);
  });

  it('keeps two significant digits below one unit', () => {
    for (const [text, shown] of [
      ['0', '0.00'], ['0.5', '0.5000'], ['0.00123456', '0.0012'], ['0.000000123456', '0.00000012'],
      ['0.000000000001', '0.000000000001'], ['-0.00345', '−0.0034'],
    ]) assert.equal(formatAmount(text), shown, text);
    assert.equal(decimalsFor(parseAmount('1')), 2);
  });

  it('has the decimals that its currency pays, unless they would hide it', () => {
    assert.deepEqual(['USD', 'JPY', 'KWD'].map(minorDecimals), [2, 0, 3]);
    for (const [text, currency, shown] of [
      ['1234.565', 'USD', '1,234.56'], ['1234.5', 'JPY', '1,234'], ['1.0005', 'KWD', '1.000'],
      ['0.004', 'USD', '0.0040'], ['0.4', 'JPY', '0.4000'], ['0', 'JPY', '0'],
      [LARGE, 'USD', '90,071,992,547,409,931.12'],
    ]) assert.equal(formatMinor(parseAmount(text), currency), shown, `${text} ${currency}`);
  });

  it('is split where only zeros follow', () => {
    assert.deepEqual(splitExact('12.340000000000'), ['12.34', '0000000000']);
    assert.deepEqual(splitExact('12'), ['12.00', '0000000000']);
    assert.deepEqual(splitUnits(-1n), ['−0.000000000001', '']);
  });

  it('has its thousands apart', () => {
    assert.deepEqual(['1', '999', '1000', '1234567'].map(groupThousands), ['1', '999', '1,000', '1,234,567']);
    assert.equal(formatUnits(parseAmount('1234567'), 0), '1,234,567');
  });
});

describe('A ratio', () => {
  it('is exact to a millionth, whatever the size', () => {
    assert.equal(ratio(parseAmount(LARGE), parseAmount(LARGE)), 1);
    assert.equal(ratio(1n, 3n), 0.333333);
    assert.equal(ratio(-1n, 4n), -0.25);
    assert.equal(ratio(5n, 0n), 0);
  });
});
