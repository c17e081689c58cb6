import { isAbort } from '../server/api.js';
import { button, el, setText } from './dom.js';

// A panel of a page: title, note, actions, and a line for what went wrong.
export function panel({ id, title, note, wide, children = [], actions = [] }) {
  const reason = el('span');
  const again = button('Try again', () => retry(), { class: 'quiet inline' });
  const error = el('p.panel-error', { role: 'status', hidden: true }, reason, ' ', again);
  const noteLine = el('p.panel-note', note);
  const element = el('section.panel', { id, class: wide ? 'wide' : '', 'aria-labelledby': `${id}-title` },
    el('header.panel-head', el('div', el('h2', { id: `${id}-title` }, title), noteLine), actions), error, children);
  let retry = () => {};

  return {
    element,
    setNote: (text) => setText(noteLine, text),
    // `onRetry` asks again at once, for a reader who does not want to wait for the next time.
    setError(text, onRetry) {
      retry = onRetry ?? (() => {});
      setText(reason, text ?? '');
      again.hidden = !onRetry;
      error.hidden = !text;
    },
  };
}

// A panel that asks again by itself while its page is shown: `createRefresher` calls `load` after new plays, at the
// soonest `pace` milliseconds after the last time.
export function createPolledPanel({ pace, load, destroy, ...content }) {
  const view = panel(content);
  const interval = typeof pace === 'function' ? pace : () => pace;
  return { ...view, interval, refresh: load, destroy };
}

// A polled panel for those who may see it: the others see none, and it stops asking. It depends on more than plays, and
// keeps its pace without them.
//   isRefusal  says of an error that it will stay; isResting, that there is nothing new to ask for
//   isNeeded   is false where there is nothing to show
//   onRefused  puts away what the panel has open
export function createRestrictedPanel({ pace, load, isRefusal = isForbidden, isResting, ...options }) {
  const { isNeeded, onRefused, ...content } = options;
  let refused = false;
  const interval = () => (refused || isResting?.() ? Infinity : pace);

  async function refresh(question) {
    if (refused) return null;
    try {
      const answer = await load(question);
      section.element.hidden = isNeeded?.() === false;
      return answer ?? null;
    } catch (error) {
      if (isAbort(error) || error.status === 401) throw error;
      refused = isRefusal(error);
      section.element.hidden = refused;
      if (!refused) throw error;
      onRefused?.();
      return null;
    }
  }

  const section = { ...createPolledPanel({ ...content, pace: interval, load: refresh }), slowest: interval };
  section.element.hidden = true;
  return section;
}

const isForbidden = (error) => error.status === 403;
