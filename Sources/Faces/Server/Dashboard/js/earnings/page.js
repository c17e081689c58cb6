import { el, setText } from '../parts/dom.js';
import { createRefresher } from '../parts/refresher.js';
import { explain, getJson } from '../server/api.js';
import { openLive } from '../server/live.js';
import { observe, today } from '../values/clock.js';
import { apiParams, describeSelection, sameFilters } from '../values/filters.js';
import { includesDay } from '../values/periods.js';
import { createBreakdown } from './breakdown.js';
import { createEvolution } from './evolution.js';
import { createFilterBar } from './filterbar.js';
import { createGrossPanel } from './grossPanel.js';
import { createHeadline } from './headline.js';

const BREAKDOWNS = [
  ['platform', 'By platform', 'Platform'], ['country', 'By country', 'Country'], ['tier', 'By tier', 'Tier'],
];

// A page of an artist, a label or the whole ledger: filters, live headline, evolution and breakdowns.
// `scope` is {path, evolution, names, head, leadSections, extraSections}; the lead ones are about the subject as a
// whole and stand above what filters change.
export function createPage(scope, initialFilters, context) {
  let filters = initialFilters;
  let closeLive = null;
  let streaming = false;
  let generation = null;
  const leaving = new AbortController();

  const headline = createHeadline();
  const gross = createGrossPanel();
  const bar = createFilterBar({ onChange: context.setFilters });
  const ask = (section) => refresher.restart(section);
  const breakdowns = BREAKDOWNS.map(([dimension, title, heading]) =>
    createBreakdown({ path: scope.path, dimension, title, heading, setFilter, onRows: bar.offer }));
  const [platform, country, tier] = breakdowns;
  const evolution = createEvolution({ scope: scope.evolution, onSwitch: () => ask(evolution) });
  const leads = scope.leadSections?.({ ask }) ?? [];
  const extras = scope.extraSections({ setFilter, ask });
  const error = el('p.notice', { id: 'page-notice', role: 'alert', hidden: true });

  const total = {
    interval: () => 3000,
    setError(text) {
      setText(error, text ?? '');
      error.hidden = !text;
    },
    async refresh({ signal }) {
      if (streaming) return null;
      const answer = await getJson(scope.path, apiParams(filters), { signal });
      if (!streaming) showTotals(answer);
      return answer;
    },
  };
  const sections = [total, ...leads, evolution, ...breakdowns, ...extras];
  const refresher = createRefresher(sections, {
    getFilters: () => filters, onAnswer: (answer) => answer?.as_of && observe(answer.as_of),
  });

  const element = el('div.page', scope.head, bar.element, error, headline.element,
    leads.map((section) => section.element),
    el('div.grid',
      el('div.span-2', evolution.element), el('div.stack', gross.element, tier.element),
      el('div.span-3.pair', platform.element, country.element),
      extras.map((section) => el('div', { class: section.span ?? 'span-3' }, section.element))));

  function setFilter(key, value) {
    const next = { ...filters, [key]: value };
    if (!value) delete next[key];
    context.setFilters(next);
  }

  function showTotals(message) {
    observe(message.as_of);
    headline.update(message);
    gross.update(message.total);
    if (message.generation !== generation) refresher.touch();
    generation = message.generation;
  }

  function connect() {
    closeLive?.();
    streaming = false;
    closeLive = openLive(`${scope.path}/live`, apiParams(filters), {
      onTotals: showTotals,
      onState(state) {
        streaming = state === 'live';
        context.setLiveState(state);
      },
      onRefused: (refusal) => total.setError(explain(refusal)),
    });
  }

  function describe() {
    const current = includesDay(filters, today());
    const text = describeSelection(filters, scope.names);
    headline.describe(current ? 'Estimated earnings so far' : 'Estimated earnings', text);
    bar.update(filters, scope.names);
  }

  // Without this, filtering to one platform on load would leave that the only choice offered.
  // A failure needs no words: the panels ask for the same figures and report it.
  function offerChoices() {
    for (const [dimension] of BREAKDOWNS) {
      getJson(scope.path, { group_by: dimension }, { signal: leaving.signal })
        .then(({ rows }) => bar.offer(dimension, rows), () => {});
    }
  }

  describe();
  offerChoices();
  connect();
  refresher.restart();

  return {
    element,
    update(next) {
      if (sameFilters(next, filters)) return;
      filters = next;
      describe();
      headline.reset();
      connect();
      refresher.restart();
    },
    destroy() {
      leaving.abort();
      closeLive?.();
      refresher.stop();
      headline.stop();
      for (const section of sections) section.destroy?.();
      context.setLiveState(null);
    },
  };
}
