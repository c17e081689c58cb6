import { setAttr, setText } from './dom.js';

// Shows the state of the stream: connecting, live, reconnecting or offline; nothing without one.
export function showLiveState(element, state) {
  element.hidden = !state;
  if (!state) return;
  setText(element, state);
  setAttr(element, 'data-state', state);
}
