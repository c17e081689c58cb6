import { setAttr, setText } from './dom.js';

const TEXT = { connecting: 'connecting', live: 'live', reconnecting: 'reconnecting', offline: 'offline' };

export function showLiveState(element, state) {
  element.hidden = !state;
  if (!state) return;
  setText(element, TEXT[state]);
  setAttr(element, 'data-state', state);
}
