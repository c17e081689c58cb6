import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  capitalised, clockTime, countryName, dateAndTime, dayName, formatBytes, formatCount, formatPart, formatPercent,
  formatRate, joined, keyName, longDay, monthName, plural, properName,
} from '../../Sources/Faces/Server/Dashboard/js/values/format.js';

describe('Numbers in words', () => {
  it('are grouped, with a minus sign of typography', () => {
    assert.deepEqual([1234567, -1234, 0, undefined, 12345678901234567890n].map(formatCount),
      ['1,234,567', '−1,234', '0', '0', '12,345,678,901,234,567,890']);
  });

  it('agree with their noun', () => {
    assert.equal(plural(1, 'play'), '1 play');
    assert.equal(plural(0, 'play'), '0 plays');
    assert.equal(plural(2, 'entry', 'entries'), '2 entries');
  });

  it('are sizes as file managers say them', () => {
    for (const [bytes, text] of [
      [1, '1 byte'], [999, '999 bytes'], [1000, '1.0 kB'], [99949, '99.9 kB'], [99950, '100 kB'], [999500, '1.0 MB'],
      [1234567890, '1.2 GB'],
    ]) assert.equal(formatBytes(bytes), text);
  });

  it('are percentages that never hide a little behind nothing', () => {
    assert.deepEqual([0, 0.0004, 0.0123, 0.5, 1, NaN].map(formatPercent), ['0%', '<0.1%', '1.2%', '50%', '100%', '0%']);
    assert.deepEqual([0.8, 0.125, 0.33333].map(formatPart), ['80%', '12.5%', '33.33%']);
    assert.deepEqual([0, 0.25, 9.9, 10.4, 1500].map(formatRate), ['0', '0.3', '9.9', '10', '1,500']);
  });
});

describe('Names', () => {
  it('are words instead of keys', () => {
    assert.equal(keyName('within_tolerance'), 'within tolerance');
    assert.equal(properName('apple_music'), 'Apple Music');
    assert.equal(capitalised('late play'), 'Late play');
    assert.equal(countryName('JP'), 'Japan');
    assert.equal(countryName('not a code'), 'not a code');
  });

  it('stand on one line without those that are missing', () => {
    assert.equal(joined('a', null, '', undefined, false, 'b'), 'a · b');
  });
});

describe('Days and times', () => {
  it('are those of UTC', () => {
    assert.equal(clockTime('2026-10-05T23:59:09.999Z'), '23:59:09');
    assert.equal(clockTime('nonsense'), '–');
    assert.equal(dayName('2026-10-05T23:59:59Z'), '5 Oct');
    assert.equal(longDay('2026-10-05'), '5 Oct 2026');
    assert.equal(monthName('2026-10'), 'Oct 2026');
    assert.equal(dateAndTime('2026-10-05T00:00:00Z'), '5 Oct 2026 00:00:00 UTC');
  });
});
