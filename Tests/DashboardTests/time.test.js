import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isoDay, now, observe, observeDate } from '../../Sources/Faces/Server/Dashboard/js/values/clock.js';
import {
  coarser, coverage, defaultStep, fillGaps, fullLabel, tickLabel,
} from '../../Sources/Faces/Server/Dashboard/js/values/granularity.js';
import { createRates, meanOfLast, WINDOW } from '../../Sources/Faces/Server/Dashboard/js/values/rates.js';
import { roundTicks } from '../../Sources/Faces/Server/Dashboard/js/values/ticks.js';

const TODAY = '2026-11-26';
const NOON = Date.parse('2026-11-26T12:00:00Z');

describe('A step of the chart', () => {
  it('covers the chosen period where it is short enough, else its recent end', () => {
    const week = { from: '2026-11-20', to: TODAY };
    assert.deepEqual(coverage('hour', week, TODAY).range, week);
    assert.deepEqual(coverage('second', week, TODAY), { available: true, range: {}, text: 'last 2 minutes' });
    assert.equal(coverage('minute', { from: '2026-01-01', to: '2026-01-31' }, TODAY).available, false);
    assert.deepEqual(coverage('day', { from: '2020-01-01' }, TODAY).range, { from: '2020-01-01', to: undefined });
  });

  it('of an hour is not kept by album or track', () => {
    assert.equal(coverage('hour', { album: 'a' }, TODAY).available, false);
  });

  it('begins by the length of the period, and grows from there', () => {
    assert.equal(defaultStep({ from: TODAY, to: TODAY }, TODAY), 'minute');
    assert.equal(defaultStep({ from: '2026-11-20', to: TODAY }, TODAY), 'hour');
    assert.equal(defaultStep({}, TODAY), 'day');
    assert.deepEqual(['second', 'minute', 'hour', 'day'].map(coarser), ['minute', 'hour', 'day', null]);
  });

  it('without plays is a point too', () => {
    const points = fillGaps([{ t: '2026-11-26T10:00:00Z', plays: 5 }], 'hour', {}, NOON);
    assert.equal(points.length, 48);
    assert.deepEqual(points.slice(-3).map(({ t, plays, partial }) => [t, plays, partial]), [
      ['2026-11-26T10:00:00Z', 5, false], ['2026-11-26T11:00:00.000Z', 0, false], ['2026-11-26T12:00:00.000Z', 0, true],
    ]);
  });

  it('never makes more points than can be drawn', () => {
    const range = { from: '2000-01-01', to: '2026-11-26' };
    assert.equal(fillGaps([], 'day', range, NOON).length, 3000);
    assert.equal(fillGaps([], 'day', { from: '2026-10-01', to: '2026-10-31' }, NOON).length, 31);
  });

  it('is labelled by day at midnight', () => {
    assert.equal(tickLabel('hour', '2026-11-26T00:00:00Z'), '26 Nov');
    assert.equal(tickLabel('minute', '2026-11-26T00:00:00Z'), '00:00');
    assert.equal(tickLabel('second', '2026-11-26T09:08:07Z'), '09:08:07');
    assert.equal(fullLabel('day', TODAY), '26 Nov 2026 (UTC)');
    assert.equal(fullLabel('minute', '2026-11-26T09:08:00Z'), '26 Nov 2026, 09:08:00 UTC');
  });
});

describe('Ticks', () => {
  const times = (count, size) => Array.from({ length: count }, (_, index) => NOON + index * size * 1000);

  it('stand at round times, as many as have room', () => {
    assert.deepEqual(roundTicks(times(61, 60), 600), [0, 10, 20, 30, 40, 50, 60]);
    assert.deepEqual(roundTicks(times(25, 3600), 300), [0, 6, 12, 18, 24]);
  });

  it('are few on a narrow page, and all of a single point', () => {
    assert.ok(roundTicks(times(120, 1), 100).length <= 3);
    assert.deepEqual(roundTicks([NOON], 300), [0]);
    assert.deepEqual(roundTicks([], 300), []);
  });
});

describe('Plays per second', () => {
  it('leave the running second out, and silence in', () => {
    const rates = createRates();
    const second = (offset) => new Date(NOON + offset * 1000).toISOString();
    rates.merge([{ t: second(-2), plays: 4 }, { t: second(-1), plays: 6 }, { t: second(0), plays: 99 }], second(0));
    const series = rates.series(NOON);
    assert.equal(series.length, WINDOW);
    assert.deepEqual(series.slice(-3), [0, 4, 6]);
    assert.equal(meanOfLast(series, 2), 5);
    rates.merge([{ t: second(-1), plays: 7 }], second(0));
    assert.equal(rates.series(NOON).at(-1), 7, 'a later update takes the place of an earlier one');
    rates.reset();
    assert.deepEqual(new Set(rates.series(NOON)), new Set([0]));
  });
});

describe('The clock', () => {
  it('is the server’s, and never behind what it has told', () => {
    const ahead = new Date(Date.now() + 7200000);
    observeDate(ahead.toUTCString());
    assert.ok(Math.abs(now() - ahead.getTime()) < 2000);
    observe(new Date(ahead.getTime() - 3600000).toISOString());
    assert.ok(Math.abs(now() - ahead.getTime()) < 2000, 'an old "as of" changes nothing');
    observe(new Date(ahead.getTime() + 60000).toISOString());
    assert.ok(now() - ahead.getTime() > 58000);
    observeDate('nonsense');
    observe(undefined);
    assert.equal(isoDay(Date.UTC(2026, 0, 2)), '2026-01-02');
  });
});
