import { formatBytes } from '../values/format.js';
import { withQuery } from '../values/routes.js';
import { createAnnouncer } from './announcer.js';
import { el, setAttr, setText } from './dom.js';
import { createDownload } from './download.js';

// A browser allows few connections per host, and the page needs some itself.
const MOST = 3;
const SHOWN = 10000;
const OVER = new Set(['saved', 'failed', 'cancelled']);

// Downloads under way, and what became of them.
export function createDownloadList() {
  const items = new Map();
  const announcer = createAnnouncer();
  const list = el('ul', { class: 'downloads', 'aria-label': 'Downloads', hidden: true });

  // `wanted` is {title, path, params, format, fallbackName}.
  function start(wanted) {
    const key = withQuery(wanted.path, wanted.params);
    const known = items.get(key);
    if (known && !known.isOver()) return announce(`${wanted.title} is already on its way`);
    known?.remove();
    const forget = () => { items.delete(key); list.hidden = items.size === 0; };
    const item = createItem(wanted, { announce, onOver: startNext, onGone: forget, onAgain: () => start(wanted) });
    items.set(key, item);
    list.append(item.element);
    list.hidden = false;
    announce(`Downloading ${wanted.title}`);
    startNext();
  }

  function startNext() {
    const under = [...items.values()].filter((item) => !item.isOver());
    let free = MOST - under.filter((item) => !item.isQueued()).length;
    for (const item of under) if (item.isQueued() && free-- > 0) item.run();
  }

  function announce(text) {
    announcer.reset();
    announcer.offer(() => text);
  }

  // Those that wait go first: else one would start as another ends.
  function cancelAll() {
    for (const item of [...items.values()].sort((a, b) => b.isQueued() - a.isQueued())) item.remove();
  }
  window.addEventListener('pagehide', cancelAll);

  return {
    element: list,
    start,
    cancelAll,
    destroy() {
      window.removeEventListener('pagehide', cancelAll);
      cancelAll();
    },
  };
}

function createItem({ title, ...wanted }, { announce, onOver, onGone, onAgain }) {
  const origin = document.activeElement;
  let isGone = false;
  const progress = el('progress', { 'aria-label': title });
  const text = el('span', { class: 'detail' });
  const place = el('button', { type: 'button', class: 'file-button', text: 'Choose a place…', 'aria-label': `Choose a place…: ${title}`, hidden: true,
    on: { click: () => download.choosePlace() } });
  const again = el('button', { type: 'button', class: 'file-button', text: 'Try again', 'aria-label': `Try again: ${title}`, hidden: true,
    on: { click: () => { origin.focus?.({ preventScroll: true }); onAgain(); } } });
  // One button for both, so that it keeps the focus when a download ends.
  const end = el('button', { type: 'button', class: 'quiet', on: { click: () => remove() } });
  const element = el('li', {}, el('span', { class: 'download-title', text: title }), text, el('span', { class: 'download-actions' }, place, again, end), progress);
  const download = createDownload({ ...wanted, onChange: render });
  const isOver = () => OVER.has(download.state.phase);

  function render(state) {
    if (isGone) return;
    setAttr(element, 'data-phase', state.phase);
    setText(text, describe(state));
    setAttr(progress, 'max', state.total || null);
    setAttr(progress, 'value', state.total && state.phase === 'receiving' ? state.received : null);
    progress.hidden = isOver() || state.isHeld || state.phase === 'queued';
    place.hidden = isOver() || state.place !== 'offered' || state.phase !== 'receiving';
    again.hidden = state.phase !== 'failed';
    const word = isOver() ? 'Dismiss' : 'Cancel';
    setText(end, word);
    setAttr(end, 'aria-label', `${word}: ${title}`);
    if (state.isHeld && state.place === 'offered') announce(`${title}: ${describe(state)}`);
    if (state.phase === 'cancelled') remove();
    else if (isOver()) announce(`${title}: ${describe(state)}`);
    if (isOver()) onOver();
    if (state.phase === 'saved') setTimeout(() => { if (!element.contains(document.activeElement)) remove(); }, SHOWN);
  }

  function remove() {
    if (isGone) return;
    isGone = true;
    const hadFocus = element.contains(document.activeElement);
    download.cancel();
    element.remove();
    onGone();
    if (hadFocus && origin.isConnected) origin.focus({ preventScroll: true });
    if (!isOver()) onOver();
  }

  render(download.state);
  return { element, remove, isOver, isQueued: () => download.state.phase === 'queued', run: download.run };
}

function describe({ phase, received, total, place, isHeld, why }) {
  const sizes = total === null ? `${formatBytes(received)} so far` : `${formatBytes(received)} of ${formatBytes(total)}`;
  switch (phase) {
    case 'queued': return 'Waits for the others';
    case 'waiting': return 'The server is preparing it…';
    case 'receiving':
      if (isHeld && place !== 'chosen') return `A large file${total === null ? '' : ` of ${formatBytes(total)}`}: choose where to save it.`;
      return place === 'refused' ? `${sizes} · held in memory: the browser lets no place be chosen` : sizes;
    case 'saving': return 'Saving…';
    case 'saved': return `Downloaded, ${formatBytes(received)}`;
    case 'failed': return why;
    default: return '';
  }
}
