import { el, panel, setAttr, setText } from '../parts/dom.js';
import { getJson } from '../server/api.js';
import { now, today } from '../values/clock.js';
import { apiParams, currencyOf } from '../values/filters.js';
import { formatCount } from '../values/format.js';
import { coarser, coverage, defaultStep, fillGaps, fullLabel, STEPS, tickLabel } from '../values/granularity.js';
import { formatAmount } from '../values/money.js';
import { createTimeChart } from './chart.js';

const PACE = { second: 1000, minute: 3000, hour: 8000, day: 8000 };

// Plays and earnings over time, for a scope such as {artist: 'art-0007'}.
export function createEvolution({ scope, onSwitch }) {
  let step = null;
  let chosen = null;
  let period = '';
  let shown = { points: [], currency: '' };
  const canvas = el('canvas', { id: 'evolution-chart', role: 'img' });
  const buttons = Object.entries(STEPS).map(([name, { label }]) =>
    el('button', { type: 'button', 'data-granularity': name, text: label, on: { click: () => { chosen = name; onSwitch(); } } }));
  const switcher = el('div', { class: 'segmented small', role: 'group', 'aria-label': 'Granularity' }, ...buttons);
  const legend = el('p', { class: 'legend', 'aria-hidden': 'true' },
    el('span', { class: 'key-earned', text: 'Estimated earnings' }), el('span', { class: 'key-plays', text: 'Plays' }));
  const earnedHead = el('th', { scope: 'col', class: 'num', text: 'Estimated' });
  const body = el('tbody');
  const dataTable = el('details', { class: 'data-table', on: { toggle: () => fillTable() } }, el('summary', { text: 'Show the figures' }),
    el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Figures over time' },
      el('table', { id: 'evolution-figures' }, el('thead', {}, el('tr', {}, el('th', { scope: 'col', text: 'Time' }), el('th', { scope: 'col', class: 'num', text: 'Plays' }), earnedHead)), body)));
  const view = panel({ id: 'panel-evolution', title: 'Over time', actions: [switcher], children: [legend, el('div', { class: 'chart-box' }, canvas), dataTable] });
  let chart = null;

  function fillTable() {
    if (!dataTable.open) return;
    const rows = shown.points.filter((point) => point.plays > 0).reverse().slice(0, 500);
    body.replaceChildren(...rows.map((point) => el('tr', {}, el('th', { scope: 'row', text: fullLabel(step, point.t) }),
      el('td', { class: 'num', text: formatCount(point.plays) }),
      el('td', { class: 'num', title: point.converted?.amount, text: formatAmount(point.converted?.amount) }))));
  }

  function show(points, filters, text) {
    const currency = currencyOf(filters);
    shown = { points, currency };
    chart ??= createTimeChart(canvas, { labelOf: (iso) => tickLabel(step, iso), titleOf: (iso) => fullLabel(step, iso) });
    chart.update(points, currency);
    const plays = points.reduce((sum, point) => sum + point.plays, 0);
    view.setNote(`${currency} and plays per ${step}, ${text}, UTC`);
    setText(earnedHead, `Estimated ${currency}`);
    setAttr(canvas, 'aria-label', `Plays and estimated earnings per ${step}, ${text}: ${formatCount(plays)} plays in ${points.length} steps`);
    fillTable();
  }

  async function load(filters, signal) {
    const { range, text } = coverage(step, filters, today());
    const params = { ...apiParams(filters, ['from', 'to']), ...scope, ...range, granularity: step };
    const answer = await getJson('/v1/evolution', params, { signal });
    return { answer, text, points: fillGaps(answer.points, step, range, now()) };
  }

  function markButtons(filters) {
    buttons.forEach((button) => {
      const name = button.dataset.granularity;
      const { available, text } = coverage(name, filters, today());
      button.disabled = !available;
      setAttr(button, 'aria-pressed', String(name === step));
      setAttr(button, 'title', available ? text : 'This period is too long, and too far back, for this granularity');
    });
  }

  return {
    element: view.element,
    setError: view.setError,
    interval: () => PACE[step] ?? 3000,
    async refresh({ filters, signal }) {
      const usable = (name) => name && coverage(name, filters, today()).available;
      if (period !== `${filters.from}/${filters.to}`) step = null;
      period = `${filters.from}/${filters.to}`;
      step = [chosen, step, defaultStep(filters, today())].find(usable) ?? 'day';
      let result = await load(filters, signal);
      // An old ledger has nothing in the last hour: start from the first step that shows something.
      while (!chosen && !result.answer.points.some((point) => point.plays) && usable(coarser(step))) {
        step = coarser(step);
        result = await load(filters, signal);
      }
      markButtons(filters);
      show(result.points, filters, result.text);
      return result.answer;
    },
    destroy() { chart?.destroy(); },
  };
}
