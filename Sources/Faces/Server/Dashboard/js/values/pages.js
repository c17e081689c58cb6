// The pages of a list, the newest first. The first comes again and again; the others follow it when they are asked for.
// `name` is the key of the items in an answer, whose `next` is the cursor of the page after.
//
// Items that may change are taken from the first page alone whenever it changes: the pages below may have changed too.
// A list that only grows (`isAppendOnly`) keeps what was loaded, as long as the first page still reaches it.
export function createPages({ name, keyOf, isAppendOnly = false }) {
  let items = [];
  let place = { cursor: null };
  let mark = null;
  let hasOlder = false;

  function olderThan(fresh) {
    const keys = new Set(fresh.map(keyOf));
    const rest = items.filter((item) => !keys.has(keyOf(item)));
    return isAppendOnly && hasOlder && rest.length < items.length ? rest : [];
  }

  return {
    get items() { return items; },
    // The place where the list goes on: another one as soon as another list is shown.
    get place() { return place; },

    // Takes the first page, and says whether it changes anything.
    begin(page) {
      const text = JSON.stringify(page);
      if (text === mark) return false;
      mark = text;
      const older = olderThan(page[name]);
      hasOlder = older.length > 0;
      if (!hasOlder) place = { cursor: page.next ?? null };
      items = [...page[name], ...older];
      return true;
    },

    // Takes the page that was asked for at a place, unless another list is shown by now.
    follow(page, asked) {
      if (asked !== place) return;
      const keys = new Set(items.map(keyOf));
      items = [...items, ...page[name].filter((item) => !keys.has(keyOf(item)))];
      place = { cursor: page.next ?? null };
      hasOlder = true;
    },

    // Another list is asked for: its first page takes the place of all.
    forget() {
      place = { cursor: null };
      mark = null;
      hasOlder = false;
    },
  };
}
