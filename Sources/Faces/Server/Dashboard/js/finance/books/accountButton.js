import { breakable, button } from '../../parts/dom.js';

// An account's code as a button; on a narrow page it breaks after its colons.
export function accountButton(code, { title, key, onChoose }) {
  return button(breakable(code, ':'), onChoose, { class: 'account-code', 'data-key': key, title });
}
