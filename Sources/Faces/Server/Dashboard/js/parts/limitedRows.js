import { formatCount, plural } from '../values/format.js';
import { el, setText } from './dom.js';

const MOST_ROWS = 200;
const FILTER_FROM = 12;

// Finds rows by text and gives the first few of thousands. `keyOf` names a row, `onChange` shows the rows again.
export function createLimitedRows({ label, keyOf, onChange }) {
  let wanted = '';
  const input = el('input', { type: 'search', autocomplete: 'off', spellcheck: 'false', placeholder: label, 'aria-label': label,
    on: { input: () => { wanted = input.value.trim().toLowerCase(); onChange(); } } });
  const count = el('span', { class: 'panel-note', role: 'status' });
  const element = el('div', { class: 'row-filter' }, input, count);

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

function describe(all, found, shown, wanted) {
  if (found === 0) return `None of ${formatCount(all)} has “${wanted}” in it.`;
  if (shown < found) return `The first ${shown} of ${formatCount(found)}${wanted ? ' found' : ''}: type to find others.`;
  return wanted ? `${formatCount(found)} of ${formatCount(all)}` : plural(all, 'row');
}
