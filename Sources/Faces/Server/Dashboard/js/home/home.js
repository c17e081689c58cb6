import { createRankings } from '../earnings/ranking.js';
import { el, nameSpan } from '../parts/dom.js';
import { createRefresher } from '../parts/refresher.js';
import { subjectPath } from '../values/routes.js';

const PACE = 5000;

// The first page: a search, and the best of the whole ledger or the subjects of the token.
export function openHome({ me, search, filters }) {
  const everything = me.subjects.length === 0;
  const rankings = everything ? createRankings() : [];
  const refresher = createRefresher(rankings, { getFilters: () => filters });
  // No stream runs here, so ask at the sections' own pace.
  const timer = setInterval(() => refresher.touch(), PACE);
  refresher.restart();
  const element = el('div.page.home',
    el('section.home-hero',
      el('h1', 'What has every play earned so far?'),
      el('p', 'Find an artist or a label and watch the estimated earnings grow, play by play.'),
      search.element,
      everything ? el('p', el('a', { href: '/finance' }, 'See the whole ledger')) : subjectList(me.subjects)),
    el('div.pair', rankings.map((ranking) => ranking.element)));

  function destroy() {
    clearInterval(timer);
    refresher.stop();
  }
  return { element, title: null, update() {}, destroy };
}

function subjectList(subjects) {
  return el('ul.subjects', { 'aria-label': 'You may open' }, subjects.map((subject) => {
    const path = subjectPath(subject);
    return el('li', path ? el('a', { href: path }, nameSpan(subject.replace(':', ' '))) : nameSpan(subject));
  }));
}
