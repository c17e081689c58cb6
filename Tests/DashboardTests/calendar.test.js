import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  countsOf, describeStatement, gapsOf, recentMonths,
} from '../../Sources/Faces/Server/Dashboard/js/values/calendar.js';

const month = (statement, state, days = 0) => ({ statement, state, days_late: days });

describe('The calendar of an account', () => {
  const account = {
    counts: { received: 2, missing: 1, late: 1 },
    months: [month('2026-06', 'received'), month('2026-07', 'missing', 40), month('2026-08', 'received', 1),
      month('2026-09', 'late', 10)],
  };

  it('counts what is missing before what came', () => {
    assert.equal(countsOf(account), '1 missing, 1 late, 2 received');
    assert.equal(countsOf({ counts: {} }), '');
  });

  it('has its gaps in words, holes before what is late', () => {
    assert.deepEqual(gapsOf(account).map(describeStatement),
      ['Jul 2026: missing, 40 days late', 'Sep 2026: 10 days late']);
    assert.equal(describeStatement(account.months[2]), 'Aug 2026: received, 1 day late');
  });

  it('shows two years at most', () => {
    const months = Array.from({ length: 30 }, (_, index) => month(`20${10 + index}-01`, 'received'));
    assert.deepEqual(recentMonths({ months }).map(({ statement }) => statement).slice(0, 1), ['2016-01']);
    assert.equal(recentMonths(account).length, 4);
  });
});
