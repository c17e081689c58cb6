// The token arrives in the URL fragment, which browsers never send to a server, and lives in
// sessionStorage so that it ends with the tab.

const KEY = 'ledgerline.token';

export function extractToken(text) {
  const match = /(?:^|[#&?])token=([^&\s]+)/.exec(text);
  if (match) {
    try {
      return decodeURIComponent(match[1]);
    } catch {
      return match[1];
    }
  }
  const bare = text.trim();
  return /^[\x21-\x7e]+$/.test(bare) ? bare : null;
}

export function takeTokenFromUrl() {
  if (!/[#&]token=/.test(location.hash)) return false;
  const token = extractToken(location.hash);
  if (token) sessionStorage.setItem(KEY, token);
  history.replaceState(history.state, '', location.pathname + location.search);
  return Boolean(token);
}

export const token = () => sessionStorage.getItem(KEY);

export function signIn(value) {
  sessionStorage.setItem(KEY, value);
}

export function signOut() {
  sessionStorage.removeItem(KEY);
}

export function authHeader() {
  const value = token();
  return value ? { Authorization: `Bearer ${value}` } : {};
}
