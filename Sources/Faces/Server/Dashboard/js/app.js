import { openFinance } from './finance/financePage.js';
import { openHome } from './home/home.js';
import { createSearch } from './parts/combobox.js';
import { button, el, setAttr, write } from './parts/dom.js';
import { startRouter } from './parts/router.js';
import { createSignIn } from './parts/signin.js';
import { openArtist, openLabel } from './payees/payeePages.js';
import { explain, getJson, isAbort } from './server/api.js';
import { signIn, signOut, takeTokenFromUrl, token } from './server/session.js';
import { readFilters, writeFilters } from './values/filters.js';
import { artistPath, labelPath, onlySubjectPath, withQuery } from './values/routes.js';

const byId = (id) => document.getElementById(id);
const main = byId('main');
const VIEWS = { artist: openArtist, label: openLabel, finance: openFinance };
const PATHS = { artist: artistPath, label: labelPath };

let me = null;
let current = null;
let opening = null;

const search = createSearch({ onChoose: ({ kind, id }) => router.go(PATHS[kind](id)) });
const context = {
  setFilters: (filters) => router.go(withQuery(location.pathname, Object.fromEntries(writeFilters(filters)))),
  setLiveState: (state) => showLiveState(byId('live-state'), state),
};

function leave() {
  opening?.abort();
  current?.page.destroy();
  current = null;
}

function show(element, title) {
  main.replaceChildren(element);
  document.title = title ? `${title} – Ledgerline` : 'Ledgerline';
}

function showSignIn(reason) {
  leave();
  me = null;
  signOut();
  showAccount();
  const onToken = (value) => {
    signIn(value);
    start();
  };
  const box = createSignIn({ reason, onToken });
  show(box.element, 'Sign in');
  box.focus();
}

function showAccount() {
  byId('account').hidden = !me;
  byId('account-name').textContent = me?.name ?? '';
  byId('nav-finance').hidden = !me || me.subjects.length > 0;
  if (!me) byId('topbar-search').replaceChildren();
}

function showFailure(error) {
  const home = () => el('a', { href: '/' }, 'Go to the start');
  show(el('section.page.failure', el('h1', error.status === 404 ? 'Not found' : 'This page cannot be shown'),
    el('p.notice', { role: 'alert' }, explain(error)),
    error.status ? home() : button('Try again', start, { class: 'primary' })));
}

// Shows the state of the stream: connecting, live, reconnecting or offline; nothing without one.
function showLiveState(element, state) {
  element.hidden = !state;
  if (!state) return;
  write(element, { text: state, 'data-state': state });
}

async function onRoute({ view, id, query }) {
  if (!me) return;
  const filters = readFilters(query);
  if (current && current.view === view && current.id === id) return current.page.update(filters);
  if (view === 'home') {
    const path = onlySubjectPath(me.subjects);
    if (path) return router.go(path + location.search, { replace: true });
  }
  const moved = current !== null;
  leave();
  setAttr(byId('nav-finance'), 'aria-current', view === 'finance' ? 'page' : null);
  if (view !== 'home') byId('topbar-search').replaceChildren(search.element);
  const controller = opening = new AbortController();
  try {
    const page = await openView(view, id, filters, controller.signal);
    if (controller.signal.aborted) return page.destroy();
    current = { view, id, page };
    show(page.element, page.title);
    // Keyboard and screen reader users start at the new page, not at the vanished link.
    if (moved) main.focus({ preventScroll: true });
  } catch (error) {
    if (!isAbort(error) && error.status !== 401) showFailure(error);
  }
}

function openView(view, id, filters, signal) {
  if (view === 'home') return openHome({ me, search, filters });
  if (VIEWS[view]) return VIEWS[view](id, filters, context, signal);
  throw Object.assign(new Error('There is no such page.'), { status: 404 });
}

async function start() {
  if (!token()) return showSignIn();
  try {
    me = await getJson('/v1/me');
    me.subjects ??= [];
    showAccount();
    leave();
    router.announce();
  } catch (error) {
    if (error.status !== 401) showFailure(error);
  }
}

takeTokenFromUrl();
const router = startRouter(onRoute);
window.addEventListener('ledgerline:unauthorised', (event) => showSignIn(event.detail));
// A link pasted into an open page only changes the fragment and loads nothing.
window.addEventListener('hashchange', () => {
  if (takeTokenFromUrl()) start();
});
byId('sign-out').addEventListener('click', () => showSignIn());
start();
