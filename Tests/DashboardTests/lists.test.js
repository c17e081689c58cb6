import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { choice } from '../../Sources/Faces/Server/Dashboard/js/values/earnings.js';
import { describeDownload, fileName, fileSize } from '../../Sources/Faces/Server/Dashboard/js/values/downloads.js';
import { createPages } from '../../Sources/Faces/Server/Dashboard/js/values/pages.js';
import { notesOn } from '../../Sources/Faces/Server/Dashboard/js/values/earnings.js';

const page = (ids, next) => ({ rows: ids.map((id) => ({ id })), next });
const pagesOf = (options = {}) => createPages({ name: 'rows', keyOf: ({ id }) => id, ...options });
const ids = (pages) => pages.items.map(({ id }) => id);

describe('The pages of a list', () => {
  it('follow one another to the end', () => {
    const pages = pagesOf();
    assert.ok(pages.begin(page([9, 8], 8)));
    assert.equal(pages.place.cursor, 8);
    pages.follow(page([7, 6], 6), pages.place);
    pages.follow(page([6, 5]), pages.place);
    assert.deepEqual(ids(pages), [9, 8, 7, 6, 5], 'none stands twice');
    assert.equal(pages.place.cursor, null);
  });

  it('stay while the first page is the same', () => {
    const pages = pagesOf();
    pages.begin(page([9, 8], 8));
    pages.follow(page([7]), pages.place);
    assert.ok(!pages.begin(page([9, 8], 8)));
    assert.deepEqual(ids(pages), [9, 8, 7]);
  });

  it('are asked for anew where any of them may have changed', () => {
    const pages = pagesOf();
    pages.begin(page([9, 8], 8));
    pages.follow(page([7]), pages.place);
    assert.ok(pages.begin(page([10, 9], 9)));
    assert.deepEqual([ids(pages), pages.place.cursor], [[10, 9], 9]);
  });

  it('of a list that only grows stay below new items, as long as those reach them', () => {
    const pages = pagesOf({ isAppendOnly: true });
    pages.begin(page([9, 8], 8));
    pages.follow(page([7, 6], 6), pages.place);
    pages.begin(page([10, 9], 9));
    assert.deepEqual([ids(pages), pages.place.cursor], [[10, 9, 8, 7, 6], 6]);
    pages.begin(page([20, 19], 19));
    assert.deepEqual([ids(pages), pages.place.cursor], [[20, 19], 19], 'there would be a gap');
  });

  it('are no pages of another list that is shown by now', () => {
    const pages = pagesOf({ isAppendOnly: true });
    pages.begin(page([9, 8], 8));
    const asked = pages.place;
    pages.forget();
    pages.follow(page([7], 6), asked);
    assert.deepEqual(ids(pages), [9, 8], 'the shown one stays until another comes');
    pages.begin(page([5, 8], 8));
    pages.follow(page([7], 6), asked);
    assert.deepEqual([ids(pages), pages.place.cursor], [[5, 8], 8], 'though its cursor is the same');
  });
});

describe('A choice', () => {
  it('is taken back where it is chosen already', () => {
    const chosen = [];
    const setFilter = (...filter) => chosen.push(filter);
    for (const key of ['a', 'b']) choice(key, 'track', { track: 'a' }, setFilter).action();
    assert.deepEqual(chosen, [['track', ''], ['track', 'b']]);
    const states = ['a', 'b'].map((key) => choice(key, 'track', { track: 'a' }, setFilter));
    assert.deepEqual(states.map(({ selected, dimmed }) => [selected, dimmed]), [[true, false], [false, true]]);
    assert.equal(choice('a', 'track', {}, setFilter).dimmed, false);
  });
});

describe('A download', () => {
  const state = { phase: 'receiving', received: 2500, total: 10000, place: null, isHeld: false, why: null };

  it('is told in words', () => {
    assert.equal(describeDownload(state), '2.5 kB of 10.0 kB');
    assert.equal(describeDownload({ ...state, total: null }), '2.5 kB so far');
    assert.equal(describeDownload({ ...state, isHeld: true, place: 'offered' }),
      'A large file of 10.0 kB: choose where to save it.');
    assert.match(describeDownload({ ...state, place: 'refused' }), /^2\.5 kB of 10\.0 kB · held in memory/);
    assert.equal(describeDownload({ ...state, phase: 'saved' }), 'Downloaded, 2.5 kB');
    assert.equal(describeDownload({ ...state, phase: 'failed', why: 'No room.' }), 'No room.');
  });

  it('has a name that is only a name', () => {
    const named = (value) => fileName(new Headers({ 'content-disposition': value }));
    assert.equal(named('attachment; filename="statement_1.xlsx"'), 'statement_1.xlsx');
    assert.equal(named('attachment; filename="../../etc/passwd"'), '_.._etc_passwd');
    assert.equal(named('attachment; filename="..."'), null);
    assert.equal(named('attachment'), null);
  });

  it('has a size unless it was packed for the way', () => {
    assert.equal(fileSize(new Headers({ 'content-length': '12' })), 12);
    assert.equal(fileSize(new Headers({ 'content-length': '12', 'content-encoding': 'gzip' })), null);
    assert.equal(fileSize(new Headers()), null);
  });
});

describe('Notes on a total', () => {
  it('name what is not in it', () => {
    const gross = { USD: '1', SEK: '1234.5', JPY: '7' };
    assert.deepEqual(notesOn({ converted: { missing_fx: ['SEK', 'NOK'] }, gross, unrated_plays: 1 }), [
      'Not in this total for lack of an exchange rate: SEK 1,234.50 (estimated), 1 of 3 currencies.',
      '1 play without a known rate yet: counted as plays, not as earnings.',
    ]);
    assert.deepEqual(notesOn({ converted: null, gross: {}, unrated_plays: 0 }), []);
  });
});
