import { extractToken } from '../server/session.js';
import { el, setText } from './dom.js';

const INTRODUCTION = 'Ledgerline shows what every play earns, as it happens. Paste the access token, or the whole '
  + 'link, that you were given.';

export function createSignIn({ reason, onToken, action = 'Show my earnings' }) {
  const error = el('p.notice', { role: 'alert', id: 'signin-reason', hidden: !reason }, reason);
  const input = el('input', {
    id: 'token', name: 'token', type: 'password', autocomplete: 'off', spellcheck: 'false', required: true,
    placeholder: 'llt_…', 'aria-describedby': 'signin-hint',
  });

  function submit(event) {
    event.preventDefault();
    const value = extractToken(input.value);
    if (value) return onToken(value);
    setText(error, 'That does not look like a token: it must be one word without spaces.');
    error.hidden = false;
  }

  const element = el('form.signin', { id: 'signin', on: { submit } },
    el('img', { src: '/assets/favicon.svg', alt: '', width: 48, height: 48 }),
    el('h1', 'Open your ledger'), el('p', INTRODUCTION), error,
    el('label', { for: 'token' }, 'Access token'), input,
    el('p.hint', { id: 'signin-hint' }, 'It stays in this tab and is forgotten when you close it.'),
    el('button.primary', { type: 'submit' }, action));
  return { element, focus: () => input.focus() };
}
