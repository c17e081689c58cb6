import { parsePath } from '../values/routes.js';

// Follows links and the browser's buttons; filters are in the query string.
export function startRouter(onRoute) {
  const announce = () => onRoute({ ...parsePath(location.pathname), query: new URLSearchParams(location.search) });

  function go(url, { replace = false } = {}) {
    history[replace ? 'replaceState' : 'pushState'](null, '', url);
    announce();
  }

  function onClick(event) {
    const link = event.target.closest?.('a[href]');
    if (!link || event.defaultPrevented || event.button !== 0 || link.target) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href, location.href);
    if (url.origin !== location.origin || parsePath(url.pathname).view === 'unknown' || url.hash) return;
    event.preventDefault();
    go(url.pathname + url.search);
    window.scrollTo(0, 0);
  }

  document.addEventListener('click', onClick);
  window.addEventListener('popstate', announce);
  return { go, announce };
}
