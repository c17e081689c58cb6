import { el } from './dom.js';

const SHOWN = 1500;

// Copies a text and says whether it did.
export function copyButton(text, label) {
  const button = el('button', { type: 'button', class: 'copy', text: 'Copy', 'aria-label': label, on: { click: async () => {
    say(await copy(text, button) ? 'Copied' : 'Not copied');
    setTimeout(() => { say('Copy', ''); }, SHOWN);
  } } });
  function say(word, aloud = word) {
    button.textContent = word;
    document.getElementById('announcer').textContent = aloud;
  }
  return button;
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, button);
  }
}

// The clipboard API exists only on secure origins; a ledger in the local network may be plain http.
function copyBySelection(text, button) {
  const area = el('textarea', { class: 'visually-hidden', 'aria-hidden': 'true' });
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  button.focus({ preventScroll: true });
  return isCopied;
}
