import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeRecognition } from '../../Sources/Faces/Server/Dashboard/js/values/recognition.js';

const others = [{ format: 'own', reason: 'its first line does not name period' }];
const reading = {
  rows: 15, kept_apart: 3, left_out: 0, first_statement: '2026-03', last_statement: '2026-03', ignored_columns: [],
  ignored_sheets: ['Summary'],
};

describe('A report’s file that was looked at', () => {
  it('says what it is, and what its rows come to', () => {
    const found = describeRecognition({ format: 'onerpm', lines: 'sheet Masters', reading, others });
    assert.deepEqual(found, {
      state: 'recognised', words: 'It is onerpm, and would be taken in.', others,
      facts: 'sheet Masters · 15 rows · 3 rows of transfers kept apart · statement of Mar 2026'
        + ' · sheets that are not read: Summary',
    });
  });

  it('says why it would not be taken in', () => {
    const refusal = 'line 3, column "ISRC": "x" is not an ISRC';
    assert.equal(describeRecognition({ format: 'kontor', lines: 'tab', refusal, others }).words,
      `It is kontor, and would not be taken in: ${refusal}`);
    const unknown = describeRecognition({ refusal: 'no report format begins with "x"', others });
    assert.deepEqual([unknown.state, unknown.facts], ['unknown', '']);
  });

  it('tells statements of several months, and columns that are not known', () => {
    const facts = {
      ...reading, last_statement: '2026-05', ignored_columns: ['Mood'], kept_apart: 0, ignored_sheets: [],
    };
    assert.equal(describeRecognition({ format: 'x', reading: facts, others: [] }).facts,
      '15 rows · statement of Mar 2026 to May 2026 · columns that are not known: Mood');
  });
});
