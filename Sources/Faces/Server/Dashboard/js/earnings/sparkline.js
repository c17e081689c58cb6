import { setAttr, svg } from '../parts/dom.js';

const WIDTH = 300;
const HEIGHT = 64;

// A bar for each of the last seconds.
export function createSparkline() {
  const bars = svg('path', { class: 'spark-bars' });
  const last = svg('path', { class: 'spark-last' });
  const frame = { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' };
  const element = svg('svg', frame, bars, last);
  return {
    element,
    update(series, label) {
      const top = Math.max(...series, 1);
      const columns = series.map((value, index) => column(index, value / top, series.length));
      setAttr(bars, 'd', columns.slice(0, -1).join(''));
      setAttr(last, 'd', columns.at(-1));
      setAttr(element, 'aria-label', label);
    },
  };
}

function column(index, share, count) {
  const step = WIDTH / count;
  // A hairline marks a second without plays, so that silence differs from missing data.
  const height = Math.max(1, share * HEIGHT);
  const left = (index * step).toFixed(2);
  const width = (step * 0.68).toFixed(2);
  return `M${left} ${HEIGHT}v${(-height).toFixed(2)}h${width}v${height.toFixed(2)}z`;
}
