import { formatCount } from '../values/format.js';
import { formatAmount } from '../values/money.js';
import { roundTicks } from '../values/ticks.js';

// Chart.js without a date adapter: category axis, our own labels. Earnings above, plays below,
// on their own scales but one time axis, so neither is read against the other's numbers.

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function createTimeChart(canvas, { labelOf, titleOf }) {
  let points = [];
  let currency = '';
  let palette = {};
  const grid = { drawBorder: false, tickLength: 0 };
  const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
  // The top of the lower scale meets the zero of the upper one: only one of them can have a label.
  const belowTop = (value, index, ticks) => (index === ticks.length - 1 ? '' : compact.format(value));
  const chart = new window.Chart(canvas, {
    type: 'bar',
    data: { labels: [], datasets: [
      { type: 'line', label: 'Estimated earnings', data: [], yAxisID: 'earned', fill: 'start', borderColor: () => palette.accent, backgroundColor: () => palette.accentSoft,
        segment: { borderDash: (context) => (points[context.p1DataIndex]?.partial ? [3, 4] : undefined) }, borderWidth: 2, pointRadius: 0, pointHitRadius: 8, tension: 0.25, cubicInterpolationMode: 'monotone' },
      { type: 'bar', label: 'Plays', data: [], yAxisID: 'plays', backgroundColor: (context) => (points[context.dataIndex]?.partial ? palette.playsSoft : palette.plays), borderRadius: 2, categoryPercentage: 0.9, barPercentage: 0.8, maxBarThickness: 28 },
    ] },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: { grid: { display: false, drawBorder: false }, ticks: { maxRotation: 0, autoSkip: false, callback: (index) => (points[index] ? labelOf(points[index].t) : '') },
          afterBuildTicks: (scale) => { scale.ticks = roundTicks(points.map(({ t }) => Date.parse(t)), scale.maxWidth).map((value) => ({ value })); } },
        plays: { axis: 'y', position: 'left', stack: 'value', stackWeight: 2, beginAtZero: true, grid, ticks: { maxTicksLimit: 4, padding: 8, precision: 0, callback: belowTop } },
        earned: { axis: 'y', position: 'left', stack: 'value', stackWeight: 3, beginAtZero: true, grid, ticks: { maxTicksLimit: 5, padding: 8, callback: (value) => compact.format(value) } },
      },
      plugins: {
        legend: { display: false },
        tooltip: { padding: 10, boxPadding: 4, displayColors: true, usePointStyle: true, callbacks: {
          title: ([item]) => titleOf(points[item.dataIndex].t) + (points[item.dataIndex].partial ? ', so far' : ''),
          label: (item) => describePoint(points[item.dataIndex], item.datasetIndex, currency),
        } },
      },
    },
  });

  function paint() {
    palette = { accent: colour('--accent'), accentSoft: colour('--accent-soft'), plays: colour('--plays'), playsSoft: colour('--plays-soft') };
    const { scales, plugins } = chart.options;
    for (const scale of Object.values(scales)) scale.ticks.color = colour('--muted');
    scales.earned.grid.color = scales.plays.grid.color = colour('--line');
    Object.assign(plugins.tooltip, { backgroundColor: colour('--tooltip'), titleColor: '#fff', bodyColor: '#fff' });
    chart.options.font = { family: getComputedStyle(document.body).fontFamily };
  }

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const repaint = () => { paint(); chart.update('none'); };
  dark.addEventListener('change', repaint);
  paint();

  return {
    update(next, code) {
      points = next;
      currency = code;
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

function describePoint(point, datasetIndex, currency) {
  if (datasetIndex === 1) return ` ${formatCount(point.plays)} plays`;
  return ` ${formatAmount(point.converted?.amount ?? '0')} ${currency}, estimated`;
}
