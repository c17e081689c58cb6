import { announce } from './announcer.js';
import { button, el, setText } from './dom.js';

const SHOWN = 1500;

// Copies a text and says whether it did.
export function copyButton(text, label) {
  const copier = button('Copy', async () => {
    say(await copy(text, copier) ? 'Copied' : 'Not copied');
    setTimeout(() => say('Copy', ''), SHOWN);
  }, { class: 'copy', 'aria-label': label });

  function say(word, aloud = word) {
    setText(copier, word);
    announce(aloud);
  }
  return copier;
}

async function copy(text, copier) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, copier);
  }
}

// The clipboard API exists only on secure origins; a ledger in the local network may be plain http.
function copyBySelection(text, copier) {
  const area = el('textarea.visually-hidden', { 'aria-hidden': 'true' });
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  copier.focus({ preventScroll: true });
  return isCopied;
}
