import { explain, getJson, isAbort } from '../server/api.js';
import { joined, plural } from '../values/format.js';
import { el, nameSpan, setAttr, setText, write } from './dom.js';

const DELAY = 140;
// Long enough for a press on an option to arrive.
const GRACE = 120;

// The search field: an ARIA combobox with a list of artists and labels.
export function createSearch({ onChoose }) {
  let items = [];
  let active = -1;
  let timer = 0;
  let controller = null;

  const input = el('input', {
    id: 'search', 'data-testid': 'search', type: 'search', role: 'combobox', autocomplete: 'off', spellcheck: 'false',
    maxlength: 200, 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': 'search-list',
    placeholder: 'Search artists and labels',
    on: { input: schedule, focus: schedule, keydown: onKey, blur: () => setTimeout(close, GRACE) },
  });
  const list = el('ul', { id: 'search-list', role: 'listbox', 'aria-label': 'Artists and labels', hidden: true });
  const status = el('p.visually-hidden', { role: 'status' });
  const label = el('label.visually-hidden', { for: 'search' }, 'Search artists and labels');
  const element = el('div.search', label, input, list, status);

  function schedule() {
    clearTimeout(timer);
    timer = setTimeout(load, DELAY);
  }

  async function load() {
    const text = input.value.trim();
    controller?.abort();
    if (!text) return close();
    controller = new AbortController();
    try {
      items = await searchCatalogue(text, controller.signal);
      show(items.length ? null : `Nothing found for “${text}”.`);
    } catch (error) {
      if (isAbort(error)) return;
      items = [];
      show(explain(error));
    }
  }

  function show(message) {
    active = -1;
    const options = message ? [el('li.empty', { role: 'presentation', dir: 'auto' }, message)] : items.map(option);
    list.replaceChildren(...options);
    list.hidden = false;
    write(input, { 'aria-expanded': 'true', 'aria-activedescendant': null });
    setText(status, message ?? plural(items.length, 'result'));
  }

  function option({ id, kind, name, tracks }, index) {
    // The press, because the field loses its focus before a click arrives.
    const press = (event) => {
      event.preventDefault();
      choose(index);
    };
    const count = Number.isFinite(tracks) && plural(tracks, 'track');
    const props = { id: `search-option-${index}`, role: 'option', 'aria-selected': 'false', 'data-key': id };
    return el('li', { ...props, on: { mousedown: press } }, nameSpan(name), el('span.detail', joined(kind, id, count)));
  }

  function move(step) {
    if (!items.length || list.hidden) return;
    list.children[active]?.setAttribute('aria-selected', 'false');
    active = (active + step + (active < 0 && step < 0 ? 1 : 0) + items.length) % items.length;
    list.children[active].setAttribute('aria-selected', 'true');
    list.children[active].scrollIntoView({ block: 'nearest' });
    setAttr(input, 'aria-activedescendant', list.children[active].id);
  }

  function onKey(event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) schedule();
      else move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && !list.hidden && items.length) {
      event.preventDefault();
      choose(Math.max(active, 0));
    } else if (event.key === 'Escape') {
      if (list.hidden) input.value = '';
      close();
    }
  }

  function choose(index) {
    const item = items[index];
    input.value = '';
    close();
    input.blur();
    onChoose(item);
  }

  function close() {
    clearTimeout(timer);
    list.hidden = true;
    active = -1;
    write(input, { 'aria-expanded': 'false', 'aria-activedescendant': null });
  }

  return { element, focus: () => input.focus() };
}

// Artists and labels whose name matches; a token that may not list one kind still finds the other.
async function searchCatalogue(text, signal) {
  const [artists, labels] = await Promise.allSettled([
    getJson('/v1/artists', { q: text, limit: 12 }, { signal }),
    getJson('/v1/labels', { q: text, limit: 4 }, { signal }),
  ]);
  if (artists.status === 'rejected' && labels.status === 'rejected') throw artists.reason;
  return [
    ...(artists.value?.artists ?? []).map((artist) => ({ kind: 'artist', ...artist })),
    ...(labels.value?.labels ?? []).slice(0, 4).map((label) => ({ kind: 'label', ...label })),
  ];
}
