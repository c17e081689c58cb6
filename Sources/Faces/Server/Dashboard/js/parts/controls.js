import { clockTime, dateAndTime, plural } from '../values/format.js';
import { button, el, fillOnce, setAttr, write } from './dom.js';

// Buttons of which one is chosen: `choices` are keys with their texts.
export function createSwitch(label, choices, onChoose, props = {}) {
  const buttons = choices.map(([key, text]) => button(text, () => onChoose(key), { 'data-choice': key }));
  return {
    element: el('div.segmented', { class: 'small', role: 'group', 'aria-label': label, ...props }, buttons),
    buttons,
    mark(isChosen) {
      for (const one of buttons) setAttr(one, 'aria-pressed', String(isChosen(one.dataset.choice)));
    },
  };
}

// Offers values with their texts, anew only where those change: a list that is open would close.
export function fillSelect(select, options, chosen) {
  fillOnce(select, JSON.stringify(options), () => options.map(([value, text]) => el('option', { value }, text)));
  select.value = chosen;
}

// The moment that figures are of, and the events that are still to come.
export function showFreshness(asOf, lag, { as_of: at, complete_through: through, lag_events: events }) {
  const title = through ? `${dateAndTime(at)}; complete through ${dateAndTime(through)}` : dateAndTime(at);
  write(asOf, { text: clockTime(at), datetime: at, title });
  write(lag, { text: `${plural(events ?? 0, 'event')} behind`, 'data-lag': events ?? 0 });
}
