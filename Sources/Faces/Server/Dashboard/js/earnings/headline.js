import { createAnnouncer } from '../parts/announcer.js';
import { el, setAttr, setText } from '../parts/dom.js';
import { now } from '../values/clock.js';
import { clockTime, dateAndTime, formatCount, formatRate, plural } from '../values/format.js';
import { decimalsFor, formatAmount, formatExact, formatUnits, parseAmount } from '../values/money.js';
import { createRates, meanOfLast, WINDOW } from '../values/rates.js';
import { createSparkline } from './sparkline.js';
import { createTicker } from './ticker.js';

const MEAN_SECONDS = 5;

export function createHeadline() {
  const amount = el('span', { id: 'total-earned', class: 'total-number', 'data-testid': 'total-earned', text: '–' });
  const currency = el('span', { class: 'total-currency' });
  const exact = el('span', { id: 'total-exact', class: 'exact-number' });
  const label = el('h2', { id: 'total-label', class: 'eyebrow', text: 'Estimated earnings so far' });
  const scope = el('p', { class: 'hero-scope' });
  const plays = el('dd', { id: 'total-plays', 'data-testid': 'total-plays', text: '–' });
  const rate = el('dd', { id: 'plays-per-second', 'data-testid': 'plays-per-second', text: '–' });
  const asOf = el('time', { id: 'as-of', 'data-testid': 'as-of', text: '–' });
  const lag = el('span', { id: 'lag', 'data-testid': 'lag', text: '–' });
  const notes = el('ul', { class: 'hero-notes', id: 'total-notes' });
  const spark = createSparkline();
  const rates = createRates();
  const announcer = createAnnouncer();
  let code = null;

  const element = el('section', { class: 'hero', 'aria-labelledby': 'total-label' },
    el('div', { class: 'hero-main' }, label,
      el('p', { class: 'total' }, currency, amount),
      el('p', { class: 'exact' }, el('span', { text: 'exact ' }), exact),
      scope, notes),
    el('div', { class: 'hero-side' },
      el('dl', { class: 'hero-figures' },
        el('div', {}, el('dt', { text: 'Plays' }), plays),
        el('div', {}, el('dt', { text: 'Plays per second' }), rate)),
      spark.element,
      el('p', { class: 'spark-axis', 'aria-hidden': 'true' }, el('span', { text: `${WINDOW} s ago` }), el('span', { text: 'now' })),
      el('p', { class: 'freshness' }, 'as of ', asOf, ' UTC · ', lag)));

  const amountTicker = createTicker((units, target) => {
    setText(amount, formatUnits(units, decimalsFor(target)));
    setText(exact, `${formatUnits(units, 12)} ${code}`);
  });
  const playsTicker = createTicker((count) => setText(plays, formatCount(count)));

  function showRate() {
    const series = rates.series(now());
    const mean = meanOfLast(series, MEAN_SECONDS);
    setText(rate, formatRate(mean));
    setAttr(rate, 'title', `mean of the last ${MEAN_SECONDS} full seconds`);
    spark.update(series, `Plays in each of the last ${WINDOW} seconds; highest ${Math.max(...series)}`);
  }
  const timer = setInterval(showRate, 1000);

  function showTotal(total) {
    const converted = total.converted;
    setText(currency, converted?.currency ?? '');
    setAttr(amount, 'data-exact', converted?.amount);
    setAttr(amount, 'data-currency', converted?.currency);
    setAttr(amount, 'title', converted ? `estimated, exactly ${formatExact(converted.amount)} ${converted.currency}` : null);
    const units = parseAmount(converted?.amount);
    if (units !== null) {
      if (code !== converted.currency) amountTicker.reset();
      code = converted.currency;
      amountTicker.set(units);
    }
    setAttr(plays, 'data-plays', total.plays);
    playsTicker.set(BigInt(total.plays));
    showNotes(notes, total);
    announcer.offer(() => `Estimated earnings ${formatAmount(converted?.amount)} ${code}, ${plural(total.plays, 'play')}`);
  }

  return {
    element,
    describe(labelText, scopeText) { setText(label, labelText); setText(scope, scopeText); },
    reset() { amountTicker.reset(); playsTicker.reset(); rates.clear(); announcer.reset(); },
    update(message) {
      showTotal(message.total);
      setText(asOf, clockTime(message.as_of));
      setAttr(asOf, 'datetime', message.as_of);
      setAttr(asOf, 'title', `${dateAndTime(message.as_of)}; complete through ${dateAndTime(message.complete_through)}`);
      setText(lag, `${plural(message.lag_events ?? 0, 'event')} behind`);
      setAttr(lag, 'data-lag', message.lag_events ?? 0);
      if (message.plays_per_second) rates.merge(message.plays_per_second, message.as_of);
      showRate();
    },
    stop() { clearInterval(timer); amountTicker.reset(); playsTicker.reset(); },
  };
}

function showNotes(list, total) {
  const texts = [];
  const missing = (total.converted?.missing_fx ?? []).filter((code) => total.gross[code]);
  if (missing.length) {
    const amounts = missing.map((code) => `${code} ${formatAmount(total.gross[code])}`).join(', ');
    texts.push(`Not in this total for lack of an exchange rate: ${amounts} (estimated), ${missing.length} of ${plural(Object.keys(total.gross).length, 'currency', 'currencies')}.`);
  }
  if (total.unrated_plays) texts.push(`${plural(total.unrated_plays, 'play')} without a known rate yet: counted as plays, not as earnings.`);
  if (list.dataset.signature === texts.join('\n')) return;
  list.dataset.signature = texts.join('\n');
  list.replaceChildren(...texts.map((text) => el('li', { text })));
}
