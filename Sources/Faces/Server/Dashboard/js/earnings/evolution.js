import { createSwitch } from '../parts/controls.js';
import { dataTable, el, rowHead, scrollBox, setAttr, setText } from '../parts/dom.js';
import { createPolledPanel } from '../parts/panel.js';
import { getJson } from '../server/api.js';
import { now, today } from '../values/clock.js';
import { apiParams, currencyOf } from '../values/filters.js';
import { formatCount } from '../values/format.js';
import { coarser, coverage, defaultStep, fillGaps, fullLabel, STEPS, tickLabel } from '../values/granularity.js';
import { formatAmount } from '../values/money.js';
import { createTimeChart } from './chart.js';

const PACE = { second: 1000, minute: 3000, hour: 8000, day: 8000 };
const MOST_FIGURES = 500;

// Plays and earnings over time, for a scope such as {artist: 'art-0007'}.
export function createEvolution({ scope, onSwitch }) {
  let step = null;
  let chosen = null;
  let period = '';
  let chart = null;
  const canvas = el('canvas', { id: 'evolution-chart', role: 'img' });
  const figures = createFigures();
  const switcher = createSwitch('Granularity', Object.entries(STEPS).map(([name, { label }]) => [name, label]), choose);
  const legend = el('p.legend', { 'aria-hidden': 'true' },
    el('span.key-earned', 'Estimated earnings'), el('span.key-plays', 'Plays'));

  function choose(name) {
    chosen = name;
    onSwitch();
  }

  function show(points, filters, text) {
    const currency = currencyOf(filters);
    chart ??= createTimeChart(canvas, {
      labelOf: (iso) => tickLabel(step, iso), titleOf: (iso) => fullLabel(step, iso),
    });
    chart.update(points, currency);
    figures.update(points, step, currency);
    const plays = formatCount(points.reduce((sum, point) => sum + point.plays, 0));
    section.setNote(`${currency} and plays per ${step}, ${text}, UTC`);
    setAttr(canvas, 'aria-label',
      `Plays and estimated earnings per ${step}, ${text}: ${plays} plays in ${points.length} steps`);
  }

  async function ask(filters, signal) {
    const { range, text } = coverage(step, filters, today());
    const params = { ...apiParams(filters, ['from', 'to']), ...scope, ...range, granularity: step };
    const answer = await getJson('/v1/evolution', params, { signal });
    return { answer, text, points: fillGaps(answer.points, step, range, now()) };
  }

  function markButtons(filters) {
    switcher.mark((name) => name === step);
    for (const one of switcher.buttons) {
      const { available, text } = coverage(one.dataset.choice, filters, today());
      one.disabled = !available;
      setAttr(one, 'title', available ? text : 'This period is too long, and too far back, for this granularity');
    }
  }

  async function load({ filters, signal }) {
    const usable = (name) => name && coverage(name, filters, today()).available;
    if (period !== `${filters.from}/${filters.to}`) step = null;
    period = `${filters.from}/${filters.to}`;
    step = [chosen, step, defaultStep(filters, today())].find(usable) ?? 'day';
    let result = await ask(filters, signal);
    // An old ledger has nothing in the last hour: start from the first step that shows something.
    while (!chosen && !result.answer.points.some((point) => point.plays) && usable(coarser(step))) {
      step = coarser(step);
      result = await ask(filters, signal);
    }
    markButtons(filters);
    show(result.points, filters, result.text);
    return result.answer;
  }

  const section = createPolledPanel({
    id: 'panel-evolution', title: 'Over time', actions: [switcher.element],
    children: [legend, el('div.chart-box', canvas), figures.element],
    pace: () => PACE[step] ?? 3000, load, destroy: () => chart?.destroy(),
  });
  return section;
}

// The points of the chart as a table, made only while it is open.
function createFigures() {
  let shown = { points: [], step: null };
  const body = el('tbody');
  const table = dataTable({
    id: 'evolution-figures', caption: 'Figures over time', body,
    columns: ['Time', ['Plays', 'num'], ['Estimated', 'num']],
  });
  const element = el('details.data-table', { on: { toggle: fill } }, el('summary', 'Show the figures'),
    scrollBox('Figures over time', table));

  function fill() {
    if (!element.open) return;
    const rows = shown.points.filter((point) => point.plays > 0).reverse().slice(0, MOST_FIGURES);
    body.replaceChildren(...rows.map((point) => figureRow(point, shown.step)));
  }

  return {
    element,
    update(points, step, currency) {
      shown = { points, step };
      setText(table.tHead.rows[0].lastElementChild, `Estimated ${currency}`);
      fill();
    },
  };
}

function figureRow({ t, plays, converted }, step) {
  return el('tr', rowHead(fullLabel(step, t)), el('td.num', formatCount(plays)),
    el('td.num', { title: converted?.amount }, formatAmount(converted?.amount)));
}
