// One page per path; filters in the query string, so every view can be bookmarked and shared.

const LOCAL_VIEWS = [
  [/^\/$/, 'home'],
  [/^\/artists\/([^/]+)\/?$/, 'artist'],
  [/^\/labels\/([^/]+)\/?$/, 'label'],
  [/^\/finance\/?$/, 'finance'],
];

export function parsePath(pathname) {
  for (const [pattern, view] of LOCAL_VIEWS) {
    const match = pattern.exec(pathname);
    if (match) return { view, id: match[1] ? safeDecode(match[1]) : null };
  }
  return { view: 'unknown', id: null };
}

function safeDecode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const artistPath = (id) => `/artists/${encodeURIComponent(id)}`;
export const labelPath = (id) => `/labels/${encodeURIComponent(id)}`;

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
