import { monthName } from '../values/format.js';
import { fillSelect } from './controls.js';
import { button, el, setAttr } from './dom.js';

// One of a few months: step by step, or by name. `months` are newest first, as "2026-11".
export function createMonthPicker({ label, onChange }) {
  let months = [];
  const select = el('select', { 'aria-label': label, on: { change: () => onChange(select.value) } });
  const step = (by, text, name) => button(text, () => onChange(months[months.indexOf(select.value) + by]),
    { 'aria-label': name, title: name });
  const before = step(1, '‹', 'The month before');
  const after = step(-1, '›', 'The month after');
  const element = el('div.month-picker', { role: 'group', 'aria-label': label }, before, select, after);

  return {
    element,
    update(next, chosen) {
      months = next.includes(chosen) ? next : [...next, chosen].sort().reverse();
      fillSelect(select, months.map((month) => [month, monthName(month)]), chosen);
      setDisabled(before, chosen === months.at(-1));
      setDisabled(after, chosen === months[0]);
    },
  };
}

// A disabled button would lose the focus of whoever steps to the end with the keyboard.
function setDisabled(element, isDisabled) {
  setAttr(element, 'aria-disabled', isDisabled ? 'true' : null);
}
