import { formatCount } from '../values/format.js';
import { formatAmount } from '../values/money.js';
import { roundTicks } from '../values/ticks.js';

// Chart.js without a date adapter: category axis, our own labels. Earnings above, plays below,
// on their own scales but one time axis, so neither is read against the other's numbers.

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const GRID = { drawBorder: false, tickLength: 0 };

export function createTimeChart(canvas, { labelOf, titleOf }) {
  const state = { points: [], currency: '', palette: {}, labelOf, titleOf };
  const chart = new window.Chart(canvas, {
    type: 'bar',
    data: { labels: [], datasets: [earningsLine(state), playsBars(state)] },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      scales: { x: timeAxis(state), plays: playsAxis(), earned: earningsAxis() },
      plugins: { legend: { display: false }, tooltip: tooltip(state) },
    },
  });

  function paint() {
    state.palette = {
      accent: colour('--accent'), accentSoft: colour('--accent-soft'), plays: colour('--plays'),
      playsSoft: colour('--plays-soft'),
    };
    const { scales, plugins } = chart.options;
    for (const scale of Object.values(scales)) scale.ticks.color = colour('--muted');
    scales.earned.grid.color = scales.plays.grid.color = colour('--line');
    Object.assign(plugins.tooltip, { backgroundColor: colour('--tooltip'), titleColor: '#fff', bodyColor: '#fff' });
    chart.options.font = { family: getComputedStyle(document.body).fontFamily };
  }

  function repaint() {
    paint();
    chart.update('none');
  }

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', repaint);
  paint();

  return {
    // The chart alone draws with floats; what it says of a point is exact.
    update(points, currency) {
      Object.assign(state, { points, currency });
      chart.data.labels = points.map((point) => point.t);
      chart.data.datasets[0].data = points.map((point) => Number(point.converted?.amount ?? 0));
      chart.data.datasets[1].data = points.map((point) => point.plays);
      chart.update('none');
    },
    destroy() {
      dark.removeEventListener('change', repaint);
      chart.destroy();
    },
  };
}

function earningsLine(state) {
  const dashed = ({ p1DataIndex: index }) => (state.points[index]?.partial ? [3, 4] : undefined);
  return {
    type: 'line', label: 'Estimated earnings', data: [], yAxisID: 'earned', fill: 'start',
    borderColor: () => state.palette.accent, backgroundColor: () => state.palette.accentSoft,
    segment: { borderDash: dashed }, borderWidth: 2, pointRadius: 0, pointHitRadius: 8, tension: 0.25,
    cubicInterpolationMode: 'monotone',
  };
}

function playsBars(state) {
  const fill = ({ dataIndex: index }) => (state.points[index]?.partial ? state.palette.playsSoft : state.palette.plays);
  return {
    type: 'bar', label: 'Plays', data: [], yAxisID: 'plays', backgroundColor: fill, borderRadius: 2,
    categoryPercentage: 0.9, barPercentage: 0.8, maxBarThickness: 28,
  };
}

function timeAxis(state) {
  const label = (index) => (state.points[index] ? state.labelOf(state.points[index].t) : '');
  return {
    grid: { display: false, drawBorder: false },
    ticks: { maxRotation: 0, autoSkip: false, callback: label },
    afterBuildTicks(scale) {
      const times = state.points.map(({ t }) => Date.parse(t));
      scale.ticks = roundTicks(times, scale.maxWidth).map((value) => ({ value }));
    },
  };
}

// The top of the lower scale meets the zero of the upper one: only one of them can have a label.
function playsAxis() {
  const belowTop = (value, index, ticks) => (index === ticks.length - 1 ? '' : compact.format(value));
  return valueAxis(2, { maxTicksLimit: 4, padding: 8, precision: 0, callback: belowTop });
}

const earningsAxis = () => valueAxis(3, { maxTicksLimit: 5, padding: 8, callback: (value) => compact.format(value) });

const valueAxis = (stackWeight, ticks) =>
  ({ axis: 'y', position: 'left', stack: 'value', stackWeight, beginAtZero: true, grid: { ...GRID }, ticks });

function tooltip(state) {
  const title = ([{ dataIndex: index }]) => {
    const { t, partial } = state.points[index];
    return state.titleOf(t) + (partial ? ', so far' : '');
  };
  const label = ({ dataIndex, datasetIndex }) => describePoint(state.points[dataIndex], datasetIndex, state.currency);
  return { padding: 10, boxPadding: 4, displayColors: true, usePointStyle: true, callbacks: { title, label } };
}

function describePoint(point, datasetIndex, currency) {
  if (datasetIndex === 1) return ` ${formatCount(point.plays)} plays`;
  return ` ${formatAmount(point.converted?.amount ?? '0')} ${currency}, estimated`;
}
