import { el } from '../../parts/dom.js';

// An account's code as a button; on a narrow page it breaks after its colons.
export function accountButton(code, { title, key, onChoose }) {
  const parts = code.split(':').flatMap((part, index, all) => (index < all.length - 1 ? [`${part}:`, el('wbr')] : [part]));
  return el('button', { type: 'button', class: 'account-code', 'data-key': key, title, on: { click: onChoose } }, ...parts);
}
