import { formatCount, plural } from '../values/format.js';
import { dataTable, el, setText } from './dom.js';

const MOST_ROWS = 200;
const FILTER_FROM = 12;

// Finds rows by text and gives the first few of thousands. `keyOf` names a row, `onChange` shows the rows again.
export function createLimitedRows({ label, keyOf, onChange }) {
  let wanted = '';
  const input = el('input', {
    type: 'search', autocomplete: 'off', spellcheck: 'false', placeholder: label, 'aria-label': label,
    on: { input: find },
  });
  const count = el('span.panel-note', { role: 'status' });
  const element = el('div.row-filter', input, count);

  function find() {
    wanted = input.value.trim().toLowerCase();
    onChange();
  }

  return {
    element,
    of(rows) {
      element.hidden = rows.length <= FILTER_FROM;
      const found = wanted ? rows.filter((row) => keyOf(row).toLowerCase().includes(wanted)) : rows;
      const shown = found.slice(0, MOST_ROWS);
      setText(count, describe(rows.length, found.length, shown.length, wanted));
      return shown;
    },
  };
}

// A table of all rows with a field to find some of them.
export function findableTable({ label, all, keyOf, rowOf, ...table }) {
  const body = el('tbody');
  const rows = createLimitedRows({ label, keyOf, onChange: fill });
  function fill() {
    body.replaceChildren(...rows.of(all).map(rowOf));
  }
  fill();
  return [rows.element, dataTable({ ...table, body })];
}

function describe(all, found, shown, wanted) {
  if (found === 0) return `None of ${formatCount(all)} has “${wanted}” in it.`;
  const count = formatCount(found);
  if (shown < found) return `The first ${shown} of ${count}${wanted ? ' found' : ''}: type to find others.`;
  return wanted ? `${count} of ${formatCount(all)}` : plural(all, 'row');
}
