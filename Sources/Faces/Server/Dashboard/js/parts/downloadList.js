import { describeDownload } from '../values/downloads.js';
import { withQuery } from '../values/routes.js';
import { announce } from './announcer.js';
import { button, el, setAttr, setText, write } from './dom.js';
import { createDownload } from './download.js';

// A browser allows few connections per host, and the page needs some itself.
const MOST = 3;
const SHOWN = 10000;
const OVER = new Set(['saved', 'failed', 'cancelled']);

// Downloads under way, and what became of them.
export function createDownloadList() {
  const items = new Map();
  const list = el('ul.downloads', { 'aria-label': 'Downloads', hidden: true });

  // `wanted` is {title, path, params, format, fallbackName}.
  function start(wanted) {
    const key = withQuery(wanted.path, wanted.params);
    const known = items.get(key);
    if (known && !known.isOver()) return announce(`${wanted.title} is already on its way`);
    known?.remove();
    const onGone = () => {
      items.delete(key);
      list.hidden = items.size === 0;
    };
    const item = createItem(wanted, { onOver: startNext, onGone, onAgain: () => start(wanted) });
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

function createItem({ title, ...wanted }, { onOver, onGone, onAgain }) {
  const origin = document.activeElement;
  let isGone = false;
  const progress = el('progress', { 'aria-label': title });
  const text = el('span.detail');
  const action = (word, onClick) =>
    button(word, onClick, { class: 'file-button', 'aria-label': `${word}: ${title}`, hidden: true });
  const place = action('Choose a place…', () => download.choosePlace());
  const again = action('Try again', tryAgain);
  // One button for both, so that it keeps the focus when a download ends.
  const end = button('', remove, { class: 'quiet' });
  const actions = el('span.download-actions', place, again, end);
  const element = el('li', el('span.download-title', title), text, actions, progress);
  const download = createDownload({ ...wanted, onChange: render });
  const isOver = () => OVER.has(download.state.phase);

  function tryAgain() {
    origin.focus?.({ preventScroll: true });
    onAgain();
  }

  function render(state) {
    if (isGone) return;
    showState(state);
    if (state.isHeld && state.place === 'offered') announce(`${title}: ${describeDownload(state)}`);
    if (state.phase === 'cancelled') remove();
    else if (isOver()) announce(`${title}: ${describeDownload(state)}`);
    if (isOver()) onOver();
    if (state.phase === 'saved') setTimeout(removeUnused, SHOWN);
  }

  function showState(state) {
    setAttr(element, 'data-phase', state.phase);
    setText(text, describeDownload(state));
    const isMeasured = state.total && state.phase === 'receiving';
    write(progress, { max: state.total || null, value: isMeasured ? state.received : null });
    progress.hidden = isOver() || state.isHeld || state.phase === 'queued';
    place.hidden = isOver() || state.place !== 'offered' || state.phase !== 'receiving';
    again.hidden = state.phase !== 'failed';
    const word = isOver() ? 'Dismiss' : 'Cancel';
    write(end, { text: word, 'aria-label': `${word}: ${title}` });
  }

  function removeUnused() {
    if (!element.contains(document.activeElement)) remove();
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
