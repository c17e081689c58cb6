import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  artistPath, labelPath, onlySubjectPath, parsePath, subjectPath, withQuery,
} from '../../Sources/Faces/Server/Dashboard/js/values/routes.js';
import { extractToken } from '../../Sources/Faces/Server/Dashboard/js/server/session.js';
import { createParser } from '../../Sources/Faces/Server/Dashboard/js/values/sse.js';

describe('An address', () => {
  it('leads to a page and its subject', () => {
    assert.deepEqual(parsePath('/'), { view: 'home', id: null });
    assert.deepEqual(parsePath('/finance/'), { view: 'finance', id: null });
    assert.deepEqual(parsePath('/artists/a%2Fb'), { view: 'artist', id: 'a/b' });
    assert.deepEqual(parsePath('/labels/%'), { view: 'label', id: '%' });
    assert.deepEqual(parsePath('/artists/a/b'), { view: 'unknown', id: null });
    for (const id of ['art-001', 'a/b ?#%', 'ü']) {
      assert.deepEqual(parsePath(artistPath(id)), { view: 'artist', id });
      assert.deepEqual(parsePath(labelPath(id)), { view: 'label', id });
    }
  });

  it('of a token that may read one subject is that subject’s page', () => {
    assert.equal(onlySubjectPath(['label:lab:1']), '/labels/lab%3A1');
    assert.equal(onlySubjectPath(['artist:a', 'artist:b']), null);
    assert.equal(onlySubjectPath([]), null);
    assert.equal(subjectPath('everything:x'), null);
  });

  it('has no parameters without a value', () => {
    assert.equal(withQuery('/v1/x', { a: 1, b: null, c: '', d: undefined, e: 'ö&' }), '/v1/x?a=1&e=%C3%B6%26');
    assert.equal(withQuery('/v1/x'), '/v1/x');
  });
});

describe('A token', () => {
  it('is found in a pasted link, in a fragment, and alone', () => {
    assert.equal(extractToken('http://host/artists/a#token=llt_x%2B1'), 'llt_x+1');
    assert.equal(extractToken('#a=b&token=llt_y'), 'llt_y');
    assert.equal(extractToken('  llt_z\n'), 'llt_z');
    assert.equal(extractToken('token=%'), '%');
    assert.equal(extractToken('two words'), null);
    assert.equal(extractToken(''), null);
  });
});

describe('An event stream', () => {
  const parsed = (...chunks) => {
    const events = [];
    const feed = createParser((event) => events.push(event));
    chunks.forEach(feed);
    return events;
  };

  it('is read across chunks, with each of the three line ends', () => {
    const text = 'event: totals\r\nid: 7\ndata: {"a":\ndata:1}\r\r: still here\n\ndata: x\n\n';
    const expected = [{ event: 'totals', id: '7', data: '{"a":\n1}' }, { event: 'message', id: null, data: 'x' }];
    assert.deepEqual(parsed(text), expected);
    assert.deepEqual(parsed(...text), expected, 'one character at a time');
  });

  it('tells nothing of an event that has not ended or has no data', () => {
    assert.deepEqual(parsed('event: totals\n\ndata: half'), []);
  });
});
