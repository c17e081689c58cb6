import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  activeCount, apiParams, currencyOf, describeSelection, readFilters, sameFilters, writeFilters,
} from '../../Sources/Faces/Server/Dashboard/js/values/filters.js';
import {
  daysIn, describePeriod, includesDay, lastMonths, matchesPreset, monthAfter, presets,
} from '../../Sources/Faces/Server/Dashboard/js/values/periods.js';

const read = (query) => readFilters(new URLSearchParams(query));

describe('Filters', () => {
  it('are read from an address, without what is not known', () => {
    assert.deepEqual(read('platform=spotify&from=2026-10-01&to=soon&colour=red&tier='),
      { platform: 'spotify', from: '2026-10-01' });
  });

  it('are written as they were read; the usual currency goes without saying', () => {
    assert.equal(writeFilters(read('currency=USD&country=US')).toString(), 'country=US');
    assert.equal(writeFilters(read('track=QZ&currency=JPY')).toString(), 'track=QZ&currency=JPY');
    assert.ok(sameFilters({ country: 'US' }, { country: 'US', currency: 'USD' }));
    assert.ok(!sameFilters({ country: 'US' }, { country: 'SE' }));
  });

  it('become parameters without the dimension that is asked about', () => {
    assert.deepEqual(apiParams({ platform: 'spotify', country: 'US' }, 'platform'), { currency: 'USD', country: 'US' });
    assert.deepEqual(apiParams({ currency: 'EUR', album: 'a', track: 't' }, ['album', 'track']), { currency: 'EUR' });
    assert.equal(currencyOf({}), 'USD');
  });

  it('count a period once and the currency never', () => {
    assert.equal(activeCount({ from: '2026-10-01', to: '2026-10-31', currency: 'JPY', tier: 'free' }), 2);
    assert.equal(activeCount({ to: '2026-10-31' }), 1);
    assert.equal(activeCount({}), 0);
  });

  it('are told in words', () => {
    assert.equal(describeSelection({}), 'all time · all platforms · all countries · in USD · UTC days');
    const filters = { platform: 'apple_music', country: 'SE', tier: 'paid', album: 'x', track: 'y' };
    assert.equal(describeSelection(filters, { x: 'Blue' }),
      'all time · Apple Music · Sweden · Paid tier · Blue · y · in USD · UTC days');
  });
});

describe('Periods', () => {
  const days = (id, today) => {
    const { from, to } = presets(today).find((preset) => preset.id === id);
    return [from, to];
  };

  it('are whole UTC days, over the turn of a year and in February', () => {
    assert.deepEqual(days('7d', '2027-01-03'), ['2026-12-28', '2027-01-03']);
    assert.deepEqual(days('last-month', '2027-01-03'), ['2026-12-01', '2026-12-31']);
    assert.deepEqual(days('last-month', '2028-03-31'), ['2028-02-01', '2028-02-29']);
    assert.deepEqual(days('month', '2026-11-01'), days('today', '2026-11-01'));
    assert.deepEqual(days('all', '2026-11-01'), [undefined, undefined]);
  });

  it('are found again from their days', () => {
    const all = presets('2026-11-26');
    const found = (filters) => all.filter((preset) => matchesPreset(preset, filters)).map((preset) => preset.id);
    assert.deepEqual(found({ from: '2026-10-01', to: '2026-10-31' }), ['last-month']);
    assert.deepEqual(found({}), ['all']);
  });

  it('have months before and after them', () => {
    assert.deepEqual(lastMonths('2027-02-28', 4), ['2027-02', '2027-01', '2026-12', '2026-11']);
    assert.equal(monthAfter('2026-12'), '2027-01');
    assert.equal(monthAfter('2026-09'), '2026-10');
  });

  it('know their days and their length', () => {
    assert.ok(includesDay({}, '2026-11-26') && includesDay({ from: '2026-11-26' }, '2026-11-26'));
    assert.ok(!includesDay({ to: '2026-11-25' }, '2026-11-26'));
    assert.equal(daysIn({ from: '2026-10-01', to: '2026-10-31' }, '2026-11-26'), 31);
    assert.equal(daysIn({ from: '2026-11-26' }, '2026-11-26'), 1);
    assert.equal(daysIn({ to: '2026-10-31' }, '2026-11-26'), Infinity);
  });

  it('are told in words', () => {
    assert.equal(describePeriod({ from: '2026-10-01', to: '2026-10-01' }), '1 Oct 2026');
    assert.equal(describePeriod({ from: '2026-10-01', to: '2026-10-31' }), '1 Oct 2026 – 31 Oct 2026');
    assert.equal(describePeriod({ from: '2026-10-01' }), 'since 1 Oct 2026');
    assert.equal(describePeriod({ to: '2026-10-01' }), 'up to 1 Oct 2026');
  });
});
