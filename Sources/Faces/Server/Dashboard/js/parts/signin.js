import { extractToken } from '../server/session.js';
import { el } from './dom.js';

export function createSignIn({ reason, onToken, action = 'Show my earnings' }) {
  const error = el('p', { class: 'notice', role: 'alert', id: 'signin-reason', text: reason ?? '', hidden: !reason });
  const input = el('input', { id: 'token', name: 'token', type: 'password', autocomplete: 'off', spellcheck: 'false', required: true, placeholder: 'llt_…', 'aria-describedby': 'signin-hint' });
  const form = el('form', { class: 'signin', id: 'signin', on: { submit: (event) => {
    event.preventDefault();
    const token = extractToken(input.value);
    if (token) return onToken(token);
    error.textContent = 'That does not look like a token: it must be one word without spaces.';
    error.hidden = false;
  } } },
    el('img', { src: '/assets/favicon.svg', alt: '', width: 48, height: 48 }),
    el('h1', { text: 'Open your ledger' }),
    el('p', { text: 'Ledgerline shows what every play earns, as it happens. Paste the access token, or the whole link, that you were given.' }),
    error,
    el('label', { for: 'token', text: 'Access token' }), input,
    el('p', { class: 'hint', id: 'signin-hint', text: 'It stays in this tab and is forgotten when you close it.' }),
    el('button', { type: 'submit', class: 'primary', text: action }));
  return { element: form, focus: () => input.focus() };
}
