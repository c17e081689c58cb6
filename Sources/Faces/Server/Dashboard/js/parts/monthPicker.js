import { monthName } from '../values/format.js';
import { el, setAttr } from './dom.js';

// One of a few months: step by step, or by name. `months` are newest first, as "2026-11".
export function createMonthPicker({ label, onChange }) {
  let months = [];
  const step = (by) => () => onChange(months[months.indexOf(select.value) + by]);
  const select = el('select', { 'aria-label': label, on: { change: () => onChange(select.value) } });
  const before = el('button', { type: 'button', 'aria-label': 'The month before', title: 'The month before', text: '‹', on: { click: step(1) } });
  const after = el('button', { type: 'button', 'aria-label': 'The month after', title: 'The month after', text: '›', on: { click: step(-1) } });
  const element = el('div', { class: 'month-picker', role: 'group', 'aria-label': label }, before, select, after);

  return {
    element,
    update(next, chosen) {
      months = next.includes(chosen) ? next : [...next, chosen].sort().reverse();
      if (select.dataset.signature !== months.join()) {
        select.replaceChildren(...months.map((month) => el('option', { value: month, text: monthName(month) })));
        select.dataset.signature = months.join();
      }
      select.value = chosen;
      setDisabled(before, chosen === months.at(-1));
      setDisabled(after, chosen === months[0]);
    },
  };
}

// A disabled button would lose the focus of whoever steps to the end with the keyboard.
function setDisabled(button, isDisabled) {
  setAttr(button, 'aria-disabled', isDisabled ? 'true' : null);
}
