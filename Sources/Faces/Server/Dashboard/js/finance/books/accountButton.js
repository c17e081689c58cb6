import { breakable, button } from '../../parts/dom.js';

// An account's code as a button; on a narrow page it breaks after its colons.
export const accountButton = (code, { title, key, onChoose }) =>
  button(breakable(code, ':'), onChoose, { class: 'account-code', 'data-key': key, title });
