import { el, setAttr, setText } from '../parts/dom.js';
import { today } from '../values/clock.js';
import { activeCount, CURRENCIES, currencyOf } from '../values/filters.js';
import { countryName, properName } from '../values/format.js';
import { matchesPreset, presets } from '../values/periods.js';

const DIMENSIONS = [
  { key: 'platform', label: 'Platform', all: 'All platforms', name: (row) => properName(row.name || row.key) },
  { key: 'country', label: 'Country', all: 'All countries', name: (row) => countryName(row.key) },
  { key: 'tier', label: 'Tier', all: 'All tiers', name: (row) => properName(row.name || row.key) },
];

export function createFilterBar({ onChange }) {
  let filters = {};
  let names = {};
  const options = { platform: new Map(), country: new Map(), tier: new Map(), currency: new Map(CURRENCIES.map((code) => [code, code])) };

  const change = (patch) => {
    const next = { ...filters, ...patch };
    for (const key of Object.keys(next)) if (!next[key]) delete next[key];
    onChange(next);
  };

  const presetButtons = presets(today()).map(({ id, label }) =>
    el('button', { type: 'button', 'data-preset': id, text: label, on: { click: () => {
      const { from, to } = presets(today()).find((preset) => preset.id === id);
      change({ from, to });
    } } }));
  const dates = Object.fromEntries([['from', 'From'], ['to', 'To']].map(([key, label]) => [key, field(label,
    el('input', { type: 'date', id: `filter-${key}`, on: { change: (event) => change({ [key]: event.target.value }) } }))]));
  const selects = Object.fromEntries([...DIMENSIONS, { key: 'currency', label: 'Currency' }].map(({ key, label }) => [key,
    field(label, el('select', { id: `filter-${key}`, on: { change: (event) => change({ [key]: event.target.value }) } }))]));
  const chips = el('ul', { class: 'chips', 'aria-label': 'Further filters' });
  const reset = el('button', { type: 'button', class: 'quiet', id: 'filter-reset', text: 'Clear filters',
    on: { click: () => onChange(filters.currency ? { currency: filters.currency } : {}) } });
  const summary = el('summary', { text: 'Filters' });
  const element = el('details', { class: 'filters', 'aria-label': 'Filters' }, summary,
    el('div', { class: 'filters-body' },
      el('div', { class: 'segmented', role: 'group', 'aria-label': 'Period, UTC days' }, ...presetButtons),
      el('div', { class: 'field-row' }, dates.from.element, dates.to.element, el('span', { class: 'utc', text: 'UTC' })),
      el('div', { class: 'field-row' }, ...Object.values(selects).map((select) => select.element)),
      reset, chips));
  element.open = window.matchMedia('(min-width: 760px)').matches;

  function fillSelect(key, all) {
    const select = selects[key].control;
    const chosen = key === 'currency' ? currencyOf(filters) : filters[key] ?? '';
    const entries = [...options[key]];
    if (chosen && !options[key].has(chosen)) entries.push([chosen, properName(chosen)]);
    entries.sort((a, b) => (key === 'currency' ? 0 : a[1].localeCompare(b[1])));
    if (all) entries.unshift(['', all]);
    const signature = JSON.stringify(entries);
    if (select.dataset.signature !== signature) {
      select.replaceChildren(...entries.map(([value, text]) => el('option', { value, text })));
      select.dataset.signature = signature;
    }
    select.value = chosen;
  }

  function fillChips() {
    chips.replaceChildren(...['album', 'track'].filter((key) => filters[key]).map((key) => el('li', {},
      el('button', { type: 'button', class: 'chip', title: `Remove the ${key} filter`, on: { click: () => change({ [key]: '' }) } },
        el('span', { text: `${key}: ` }), el('span', { class: 'name', dir: 'auto', text: names[filters[key]] ?? filters[key] }),
        el('span', { 'aria-hidden': 'true', text: ' ×' })))));
    chips.hidden = !chips.childElementCount;
  }

  function render() {
    const day = today();
    presets(day).forEach((preset, index) => setAttr(presetButtons[index], 'aria-pressed', String(matchesPreset(preset, filters))));
    for (const key of ['from', 'to']) {
      dates[key].control.value = filters[key] ?? '';
    }
    setAttr(dates.from.control, 'max', filters.to ?? day);
    setAttr(dates.to.control, 'min', filters.from);
    for (const { key, all } of DIMENSIONS) fillSelect(key, all);
    fillSelect('currency');
    fillChips();
    const count = activeCount(filters);
    setText(summary, count ? `Filters · ${count} active` : 'Filters');
    reset.hidden = count === 0;
  }

  return {
    element,
    update(next, nextNames = names) { filters = next; names = nextNames; render(); },
    offer(key, rows) {
      const name = DIMENSIONS.find((dimension) => dimension.key === key)?.name ?? ((row) => row.key);
      for (const row of rows) options[key].set(row.key, name(row));
      render();
    },
  };
}

function field(label, control) {
  return { control, element: el('label', { class: 'field' }, el('span', { text: label }), control) };
}
