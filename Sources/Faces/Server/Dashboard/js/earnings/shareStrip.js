import { el, setAttr, write } from '../parts/dom.js';
import { formatPercent } from '../values/format.js';

export const COLOURS = 7;

// One bar split by share; segments carry the colours of the table's swatches.
export function createShareStrip(label) {
  const element = el('div.strip', { role: 'img' });
  return {
    element,
    update(rows) {
      const shown = rows.filter((row) => row.share > 0.002);
      while (element.childElementCount > shown.length) element.lastChild.remove();
      while (element.childElementCount < shown.length) element.append(el('span'));
      shown.forEach((row, index) => {
        const segment = element.children[index];
        write(segment, {
          'data-colour': row.colour, class: row.dimmed ? 'dimmed' : null,
          title: `${row.text}: ${formatPercent(row.share)} of estimated earnings`,
        });
        segment.style.flexGrow = String(row.share);
      });
      const top = shown.slice(0, 3).map((row) => `${row.text} ${formatPercent(row.share)}`).join(', ');
      setAttr(element, 'aria-label', `${label}: ${top || 'nothing yet'}`);
    },
  };
}
