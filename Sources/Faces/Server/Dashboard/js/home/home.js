import { createRanking } from '../earnings/ranking.js';
import { el, nameSpan } from '../parts/dom.js';
import { createRefresher } from '../parts/refresher.js';
import { subjectPath } from '../values/routes.js';

export function openHome({ me, search, filters }) {
  const everything = me.subjects.length === 0;
  const rankings = everything ? [createRanking({ by: 'artist', title: 'Artists', limit: 20 }), createRanking({ by: 'label', title: 'Labels', limit: 20 })] : [];
  const refresher = createRefresher(rankings, { getFilters: () => filters });
  // No stream runs here, so ask at the sections' own pace.
  const timer = setInterval(() => refresher.touch(), 5000);
  refresher.restart();
  const element = el('div', { class: 'page home' },
    el('section', { class: 'home-hero' },
      el('h1', { text: 'What has every play earned so far?' }),
      el('p', { text: 'Find an artist or a label and watch the estimated earnings grow, play by play.' }),
      search.element,
      everything ? el('p', {}, el('a', { href: '/finance', text: 'See the whole ledger' })) : subjectList(me.subjects)),
    el('div', { class: 'pair' }, ...rankings.map((ranking) => ranking.element)));
  return { element, title: null, update() {}, destroy() { clearInterval(timer); refresher.stop(); } };
}

function subjectList(subjects) {
  return el('ul', { class: 'subjects', 'aria-label': 'You may open' }, ...subjects.map((subject) => {
    const path = subjectPath(subject);
    return el('li', {}, path ? el('a', { href: path }, nameSpan(subject.replace(':', ' '))) : nameSpan(subject));
  }));
}
