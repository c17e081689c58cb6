import { createSwitch, fillSelect } from '../parts/controls.js';
import { button, el, field, setAttr, setText } from '../parts/dom.js';
import { today } from '../values/clock.js';
import { activeCount, CURRENCIES, currencyOf } from '../values/filters.js';
import { countryName, properName } from '../values/format.js';
import { matchesPreset, presets } from '../values/periods.js';

const nameOf = (row) => properName(row.name || row.key);
const DIMENSIONS = [
  { key: 'platform', label: 'Platform', all: 'All platforms', name: nameOf },
  { key: 'country', label: 'Country', all: 'All countries', name: (row) => countryName(row.key) },
  { key: 'tier', label: 'Tier', all: 'All tiers', name: nameOf },
];

// Filters of the page: period, platform, country, tier, currency, and chips for an album and a track.
export function createFilterBar({ onChange }) {
  let filters = {};
  let names = {};
  const options = Object.fromEntries(DIMENSIONS.map(({ key }) => [key, new Map()]));
  options.currency = new Map(CURRENCIES.map((code) => [code, code]));

  const change = (patch) =>
    onChange(Object.fromEntries(Object.entries({ ...filters, ...patch }).filter(([, value]) => value)));
  const choosePreset = (id) => {
    const { from, to } = presets(today()).find((preset) => preset.id === id);
    change({ from, to });
  };
  const control = (tag, key, props = {}) =>
    el(tag, { id: `filter-${key}`, on: { change: (event) => change({ [key]: event.target.value }) }, ...props });

  const periods = createSwitch('Period, UTC days', presets(today()).map(({ id, label }) => [id, label]), choosePreset,
    { class: '' });
  const from = control('input', 'from', { type: 'date' });
  const to = control('input', 'to', { type: 'date' });
  const selects = new Map([...DIMENSIONS, { key: 'currency', label: 'Currency' }]
    .map(({ key, label }) => [key, { label, select: control('select', key) }]));
  const chips = el('ul.chips', { 'aria-label': 'Further filters' });
  const reset = button('Clear filters', () => onChange(filters.currency ? { currency: filters.currency } : {}),
    { class: 'quiet', id: 'filter-reset' });
  const summary = el('summary', 'Filters');
  const element = el('details.filters', { 'aria-label': 'Filters' }, summary, el('div.filters-body',
    periods.element,
    el('div.field-row', field('From', from), field('To', to), el('span.utc', 'UTC')),
    el('div.field-row', [...selects.values()].map(({ label, select }) => field(label, select))),
    reset, chips));
  element.open = window.matchMedia('(min-width: 760px)').matches;

  function offerOptions(key, chosen, all) {
    const { select } = selects.get(key);
    const entries = [...options[key]];
    if (chosen && !options[key].has(chosen)) entries.push([chosen, properName(chosen)]);
    if (all) entries.sort((a, b) => a[1].localeCompare(b[1])).unshift(['', all]);
    fillSelect(select, entries, chosen);
  }

  function chip(key) {
    const name = el('span.name', { dir: 'auto' }, names[filters[key]] ?? filters[key]);
    const content = [el('span', `${key}: `), name, el('span', { 'aria-hidden': 'true' }, ' ×')];
    const remove = () => change({ [key]: '' });
    return el('li', button(content, remove, { class: 'chip', title: `Remove the ${key} filter` }));
  }

  function render() {
    const day = today();
    const chosen = presets(day).filter((preset) => matchesPreset(preset, filters)).map((preset) => preset.id);
    periods.mark((id) => chosen.includes(id));
    from.value = filters.from ?? '';
    to.value = filters.to ?? '';
    setAttr(from, 'max', filters.to ?? day);
    setAttr(to, 'min', filters.from);
    for (const { key, all } of DIMENSIONS) offerOptions(key, filters[key] ?? '', all);
    offerOptions('currency', currencyOf(filters));
    chips.replaceChildren(...['album', 'track'].filter((key) => filters[key]).map(chip));
    chips.hidden = !chips.childElementCount;
    const count = activeCount(filters);
    setText(summary, count ? `Filters · ${count} active` : 'Filters');
    reset.hidden = count === 0;
  }

  return {
    element,
    update(next, nextNames = names) {
      filters = next;
      names = nextNames;
      render();
    },
    offer(key, rows) {
      const { name } = DIMENSIONS.find((dimension) => dimension.key === key);
      for (const row of rows) options[key].set(row.key, name(row));
      render();
    },
  };
}
