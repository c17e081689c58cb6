import { formatCount } from '../values/format.js';
import { createPages } from '../values/pages.js';
import { button, el, setText, showChildren } from './dom.js';

const FAILED = 'That did not work: try again';

// A list page by page, in `container`. What did not change stays the same element, so that it also stays open.
//   name, keyOf, isAppendOnly  are those of its pages (`createPages`)
//   createItem  makes the element of an item; prepare may change the items before, with all of them at hand
//   ask         gives the page of a cursor
//   empty       is shown where there is nothing; frame is hidden then
//   lead        elements stay before the items
//   first       items are shown before the reader wants all that were loaded
//   onShow      hears how many are shown, and whether there are more
export function createPagedList({ container, name, keyOf, createItem, ask, empty, isAppendOnly, ...options }) {
  const { frame = container, lead = [], first = Infinity, olderText = 'Show older ones', prepare, onShow } = options;
  const pages = createPages({ name, keyOf, isAppendOnly });
  let elements = new Map();
  let showsAll = false;
  const nothing = el('p.empty', empty);
  const all = button('', toggle, { class: 'quiet more', hidden: true });
  const older = button(olderText, loadOlder, { class: 'quiet more', hidden: true });
  frame.hidden = true;

  function toggle() {
    showsAll = !showsAll;
    render();
  }

  async function loadOlder() {
    const { place } = pages;
    older.disabled = true;
    setText(older, 'Loading…');
    try {
      pages.follow(await ask(place.cursor), place);
      setText(older, olderText);
    } catch {
      setText(older, FAILED);
    }
    older.disabled = false;
    render();
  }

  function elementOf(item) {
    const mark = JSON.stringify(item);
    const known = elements.get(keyOf(item));
    return known?.mark === mark ? known : { mark, element: createItem(item) };
  }

  function render() {
    const { items, place: { cursor } } = pages;
    const shown = (prepare?.(items) ?? items).slice(0, showsAll ? Infinity : first);
    elements = new Map(shown.map((item) => [keyOf(item), elementOf(item)]));
    showChildren(container, [...lead, ...[...elements.values()].map(({ element }) => element)]);
    nothing.hidden = items.length > 0;
    frame.hidden = items.length === 0;
    all.hidden = items.length <= first;
    setText(all, showsAll ? 'Show fewer' : `Show ${cursor ? 'the first' : 'all'} ${formatCount(items.length)}`);
    older.hidden = cursor === null || (!showsAll && !all.hidden);
    onShow?.(items.length, cursor !== null);
  }

  return {
    parts: [nothing, frame, all, older],
    // Takes the first page, and another text for when there is nothing.
    update(page, emptyText) {
      if (emptyText) setText(nothing, emptyText);
      if (pages.begin(page)) render();
    },
    // Another list is asked for; until it comes, the shown one stays.
    expect() {
      pages.forget();
      showsAll = false;
      older.hidden = true;
    },
  };
}
