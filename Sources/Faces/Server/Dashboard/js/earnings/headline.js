import { createAnnouncer } from '../parts/announcer.js';
import { showFreshness } from '../parts/controls.js';
import { el, fillOnce, setAttr, setText, write } from '../parts/dom.js';
import { now } from '../values/clock.js';
import { notesOn } from '../values/earnings.js';
import { formatCount, formatRate, plural } from '../values/format.js';
import { decimalsFor, formatAmount, formatExact, formatUnits, parseAmount } from '../values/money.js';
import { createRates, meanOfLast, WINDOW } from '../values/rates.js';
import { createSparkline } from './sparkline.js';
import { createTicker } from './ticker.js';

const MEAN_SECONDS = 5;

// The total of the page: it moves with every play, and says how fresh it is.
export function createHeadline() {
  const figure = (tag, id, text = '–') => el(tag, { id, 'data-testid': id }, text);
  const amount = figure('span.total-number', 'total-earned');
  const currency = el('span.total-currency');
  const exact = el('span.exact-number', { id: 'total-exact' });
  const label = el('h2.eyebrow', { id: 'total-label' }, 'Estimated earnings so far');
  const scope = el('p.hero-scope');
  const plays = figure('dd', 'total-plays');
  const rate = figure('dd', 'plays-per-second');
  setAttr(rate, 'title', `mean of the last ${MEAN_SECONDS} full seconds`);
  const asOf = figure('time', 'as-of');
  const lag = figure('span', 'lag');
  const notes = el('ul.hero-notes', { id: 'total-notes' });
  const spark = createSparkline();
  const rates = createRates();
  const announcer = createAnnouncer();
  let code = null;

  const element = el('section.hero', { 'aria-labelledby': label.id },
    el('div.hero-main', label, el('p.total', currency, amount), el('p.exact', 'exact ', exact), scope, notes),
    el('div.hero-side',
      el('dl.hero-figures', el('div', el('dt', 'Plays'), plays), el('div', el('dt', 'Plays per second'), rate)),
      spark.element,
      el('p.spark-axis', { 'aria-hidden': 'true' }, el('span', `${WINDOW} s ago`), el('span', 'now')),
      el('p.freshness', 'as of ', asOf, ' UTC · ', lag)));

  const amountTicker = createTicker((units, target) => {
    setText(amount, formatUnits(units, decimalsFor(target)));
    setText(exact, `${formatUnits(units, 12)} ${code}`);
  });
  const playsTicker = createTicker((count) => setText(plays, formatCount(count)));

  function showRate() {
    const series = rates.series(now());
    setText(rate, formatRate(meanOfLast(series, MEAN_SECONDS)));
    spark.update(series, `Plays in each of the last ${WINDOW} seconds; highest ${Math.max(...series)}`);
  }
  const timer = setInterval(showRate, 1000);

  function showAmount(converted) {
    setText(currency, converted?.currency ?? '');
    write(amount, {
      'data-exact': converted?.amount, 'data-currency': converted?.currency,
      title: converted && `estimated, exactly ${formatExact(converted.amount)} ${converted.currency}`,
    });
    const units = parseAmount(converted?.amount);
    if (units === null) return;
    if (code !== converted.currency) amountTicker.reset();
    code = converted.currency;
    amountTicker.set(units);
  }

  function showTotal(total) {
    showAmount(total.converted);
    setAttr(plays, 'data-plays', total.plays);
    playsTicker.set(BigInt(total.plays));
    const texts = notesOn(total);
    fillOnce(notes, texts.join('\n'), () => texts.map((text) => el('li', text)));
    const amountText = formatAmount(total.converted?.amount);
    announcer.offer(() => `Estimated earnings ${amountText} ${code}, ${plural(total.plays, 'play')}`);
  }

  return {
    element,
    describe(labelText, scopeText) {
      setText(label, labelText);
      setText(scope, scopeText);
    },
    reset() {
      for (const part of [amountTicker, playsTicker, rates, announcer]) part.reset();
    },
    update(message) {
      showTotal(message.total);
      showFreshness(asOf, lag, message);
      if (message.plays_per_second) rates.merge(message.plays_per_second, message.as_of);
      showRate();
    },
    stop() {
      clearInterval(timer);
      amountTicker.reset();
      playsTicker.reset();
    },
  };
}
