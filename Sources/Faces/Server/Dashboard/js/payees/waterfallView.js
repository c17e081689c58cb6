import { button, el, setAttr, setText, write } from '../parts/dom.js';
import { formatMinor, formatUnits, splitUnits } from '../values/money.js';
import { STEP_KEYS, waterfall } from '../values/waterfall.js';

const MOVES = new Set(['plus', 'minus']);

// One currency's waterfall. Its rows stay the same elements, so that only what changed is written.
export function createWaterfallView(currency) {
  let latest = null;
  let exact = false;
  let showsAll = false;
  const id = `waterfall-${currency}`;
  const rows = new Map(STEP_KEYS.map((key) => [key, createRow(key)]));
  const list = el('dl.waterfall', { id }, [...rows.values()].map((row) => row.element));
  const zeros = el('span');
  const toggle = button('', toggleZeros, { class: 'quiet', 'aria-expanded': 'false', 'aria-controls': id });
  const zeroLine = el('p.zero-steps.panel-note', zeros, ' ', toggle);
  const label = `From gross to payable, in ${currency}`;
  const element = el('div.waterfall-block', { 'data-currency': currency, role: 'group', 'aria-label': label },
    list, zeroLine);

  function toggleZeros() {
    showsAll = !showsAll;
    render();
  }

  function render() {
    const { zero, steps } = waterfall(latest);
    write(list, { '--zero': zero, 'data-negative': zero > 0 ? 'true' : null, 'data-exact': exact ? 'true' : null });
    for (const step of steps) rows.get(step.key).update(step, { currency, exact, hidden: step.isLeftOut && !showsAll });
    const left = steps.filter((step) => step.isLeftOut).map((step) => step.label.toLowerCase());
    zeroLine.hidden = left.length === 0;
    setText(zeros, `Zero in this period: ${left.join(', ')}.`);
    write(toggle, { text: showsAll ? 'Hide them' : 'Show them', 'aria-expanded': String(showsAll) });
  }

  return {
    element,
    update(balance, isExact) {
      latest = balance;
      exact = isExact;
      render();
    },
  };
}

function createRow(key) {
  const label = el('span.step-label');
  const why = el('span.step-why');
  const parts = [el('span'), el('span.faint')];
  const amount = el('dd', { 'data-testid': `balance-${key}` }, parts);
  const element = el('div.step', { 'data-step': key }, el('dt', label, ' ', why), amount);
  return {
    element,
    update(step, { currency, exact, hidden }) {
      element.hidden = hidden;
      write(element, {
        'data-kind': step.kind, 'data-direction': step.units < 0n ? 'down' : 'up',
        class: step.isZero ? 'step zero' : 'step', '--left': step.left, '--size': step.size,
      });
      setText(label, step.label);
      setText(why, step.why);
      const sign = MOVES.has(step.kind) && step.units > 0n ? '+' : '';
      const code = step.kind === 'result' ? `${currency} ` : '';
      const [text, quiet] = exact ? splitUnits(step.units) : [formatMinor(step.units, currency), ''];
      setText(parts[0], code + sign + text);
      setText(parts[1], quiet);
      setAttr(amount, 'title', `exactly ${sign}${formatUnits(step.units, 12)} ${currency}`);
    },
  };
}
