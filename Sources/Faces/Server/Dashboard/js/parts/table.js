import { ratio } from '../values/money.js';
import { button, el, heading, setAttr, setText, showChildren } from './dom.js';

const FIRST_ROWS = 10;
const OUTSIDE_ROWS = 5;

// A sortable table that keeps its row elements between updates, so focus, hover and scroll
// position survive live data. Columns: {key, label, numeric, sort(a, b), fill(cell, row)}.
// `sizeOf(row, key)` is the length of a row's bar as a whole number.
export function createTable({ id, caption, columns, sortBy, sizeOf, empty, firstRows = FIRST_ROWS }) {
  let rows = [];
  let sort = { key: sortBy, descending: columns.find((column) => column.key === sortBy)?.numeric ?? false };
  let expanded = false;
  const elements = new Map();

  const headers = columns.map((column) => heading([
    button(column.label, () => toggleSort(column), { class: 'sort' }), column.numeric ? 'num' : '',
  ], { 'data-column': column.key }));
  const headerOf = (key) => headers[columns.findIndex((column) => column.key === key)];
  const body = el('tbody');
  const table = el('table', { id, 'data-testid': id }, el('caption.visually-hidden', caption),
    el('thead', el('tr', headers)), body);
  const emptyLine = el('p.empty', 'Loading…');
  const more = button('', toggleAll, { class: 'quiet more', hidden: true });
  const element = el('div.table-wrap', table, emptyLine, more);

  function toggleSort({ key, numeric }) {
    sort = { key, descending: sort.key === key ? !sort.descending : Boolean(numeric) };
    render();
  }

  function toggleAll() {
    expanded = !expanded;
    render();
  }

  function sorted() {
    const column = columns.find((candidate) => candidate.key === sort.key);
    const direction = sort.descending ? -1 : 1;
    return [...rows].sort((a, b) => Number(Boolean(a.outside)) - Number(Boolean(b.outside))
      || direction * column.sort(a, b) || String(a.key).localeCompare(String(b.key)));
  }

  function firstOf(ordered) {
    const isOutside = (row) => Boolean(row.outside);
    const inside = ordered.filter((row) => !isOutside(row));
    return [...inside.slice(0, firstRows), ...ordered.filter(isOutside).slice(0, OUTSIDE_ROWS)];
  }

  function rowElement({ key }) {
    if (!elements.has(key)) {
      const tr = el('tr', { 'data-key': key, on: { click: (event) => activate(event, tr) } }, columns.map(createCell));
      elements.set(key, tr);
    }
    return elements.get(key);
  }

  function fill(tr, row, top) {
    columns.forEach((column, index) => column.fill(tr.children[index], row));
    const marks = { selected: row.selected, dimmed: row.dimmed, outside: row.outside, clickable: row.action };
    setAttr(tr, 'class', Object.keys(marks).filter((name) => marks[name]).join(' '));
    const share = row.outside ? 0 : ratio(sizeOf(row, sort.key), top);
    setAttr(tr, '--share', Math.max(0, Math.min(1, share)));
  }

  function render() {
    headers.forEach((header, index) => setAttr(header, 'aria-sort',
      columns[index].key === sort.key ? (sort.descending ? 'descending' : 'ascending') : null));
    const ordered = sorted();
    const visible = expanded ? ordered : firstOf(ordered);
    const sizes = rows.filter((row) => !row.outside).map((row) => sizeOf(row, sort.key));
    const top = sizes.reduce((most, size) => (size > most ? size : most), 0n);
    for (const row of visible) fill(rowElement(row), row, top);
    showChildren(body, visible.map(rowElement));
    emptyLine.hidden = rows.length > 0;
    table.hidden = rows.length === 0;
    more.hidden = !expanded && visible.length === rows.length;
    setText(more, expanded ? 'Show fewer' : `Show all ${rows.length}`);
  }

  return {
    element,
    relabel: (key, text) => setText(headerOf(key).firstElementChild, text),
    sortBy(key) { if (sort.key !== key) sort = { key, descending: true }; },
    update(next) {
      rows = next;
      setText(emptyLine, empty);
      const keys = new Set(rows.map((row) => row.key));
      for (const key of elements.keys()) if (!keys.has(key)) elements.delete(key);
      render();
    },
  };
}

const createCell = ({ key, numeric }) =>
  key === 'name' ? el('th.label', { scope: 'row' }) : el('td', { class: numeric ? 'num' : 'label' });

function activate(event, tr) {
  if (event.target.closest('a, button') || String(getSelection())) return;
  tr.querySelector('.row-action')?.click();
}
