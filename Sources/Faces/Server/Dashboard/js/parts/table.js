import { el, setAttr, setText } from './dom.js';

const FIRST_ROWS = 10;
const OUTSIDE_ROWS = 5;

// A sortable table that keeps its row elements between updates, so focus, hover and scroll
// position survive live data. Columns: {key, label, numeric, sort(a, b), fill(cell, row)}.
export function createTable({ id, caption, columns, sortBy, shareOf, empty, firstRows = FIRST_ROWS }) {
  let rows = [];
  let sort = { key: sortBy, descending: columns.find((column) => column.key === sortBy)?.numeric ?? false };
  let expanded = false;
  const elements = new Map();

  const headers = columns.map((column) => {
    const button = el('button', { type: 'button', class: 'sort', text: column.label, on: { click: () => toggleSort(column) } });
    return el('th', { scope: 'col', class: column.numeric ? 'num' : '', 'data-column': column.key }, column.sort ? button : column.label);
  });
  const headerOf = (key) => headers[columns.findIndex((column) => column.key === key)];
  const body = el('tbody');
  const table = el('table', { id, 'data-testid': id }, el('caption', { class: 'visually-hidden', text: caption }), el('thead', {}, el('tr', {}, ...headers)), body);
  const emptyLine = el('p', { class: 'empty', text: 'Loading…' });
  const more = el('button', { type: 'button', class: 'quiet more', hidden: true, on: { click: () => { expanded = !expanded; render(); } } });
  const element = el('div', { class: 'table-wrap' }, table, emptyLine, more);

  function toggleSort(column) {
    sort = sort.key === column.key ? { ...sort, descending: !sort.descending } : { key: column.key, descending: Boolean(column.numeric) };
    render();
  }

  function sorted() {
    const column = columns.find((candidate) => candidate.key === sort.key);
    const direction = sort.descending ? -1 : 1;
    return [...rows].sort((a, b) => Number(Boolean(a.outside)) - Number(Boolean(b.outside))
      || direction * column.sort(a, b) || String(a.key).localeCompare(String(b.key)));
  }

  function rowElement(row) {
    if (!elements.has(row.key)) {
      const tr = el('tr', { 'data-key': row.key, on: { click: (event) => activate(event, tr) } },
        ...columns.map((column) => el(column.key === 'name' ? 'th' : 'td', { class: column.numeric ? 'num' : 'label', scope: column.key === 'name' ? 'row' : undefined })));
      elements.set(row.key, tr);
    }
    return elements.get(row.key);
  }

  function fill(tr, row, top) {
    columns.forEach((column, index) => column.fill(tr.children[index], row));
    setAttr(tr, 'class', [row.selected && 'selected', row.dimmed && 'dimmed', row.outside && 'outside', row.action && 'clickable'].filter(Boolean).join(' '));
    const share = top > 0 && !row.outside ? shareOf(row, sort.key) / top : 0;
    tr.style.setProperty('--share', String(Math.max(0, Math.min(1, share))));
  }

  function render() {
    headers.forEach((header, index) => setAttr(header, 'aria-sort',
      columns[index].key === sort.key ? (sort.descending ? 'descending' : 'ascending') : null));
    const ordered = sorted();
    const visible = expanded ? ordered : [...ordered.filter((row) => !row.outside).slice(0, firstRows), ...ordered.filter((row) => row.outside).slice(0, OUTSIDE_ROWS)];
    const top = Math.max(0, ...rows.filter((row) => !row.outside).map((row) => shareOf(row, sort.key)));
    const wanted = visible.map((row) => { const tr = rowElement(row); fill(tr, row, top); return tr; });
    if (wanted.length !== body.children.length || wanted.some((tr, index) => body.children[index] !== tr)) reorder(wanted);
    emptyLine.hidden = rows.length > 0;
    table.hidden = rows.length === 0;
    more.hidden = !expanded && visible.length === rows.length;
    setText(more, expanded ? 'Show fewer' : `Show all ${rows.length}`);
  }

  // Moving an element takes its focus away, so give it back.
  function reorder(wanted) {
    const focused = body.contains(document.activeElement) ? document.activeElement : null;
    body.replaceChildren(...wanted);
    if (focused && body.contains(focused)) focused.focus({ preventScroll: true });
  }

  return {
    element,
    relabel(key, text) { setText(headerOf(key).querySelector('button') ?? headerOf(key), text); },
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

function activate(event, tr) {
  if (event.target.closest('a, button') || String(getSelection())) return;
  tr.querySelector('.row-action')?.click();
}
