import { explain, isAbort } from '../server/api.js';
import { searchCatalogue } from '../server/search.js';
import { plural } from '../values/format.js';
import { el, nameSpan, setAttr, setText } from './dom.js';

const DELAY = 140;

// The search field: an ARIA combobox with a list of artists and labels.
export function createSearch({ onChoose }) {
  let items = [];
  let active = -1;
  let timer = 0;
  let controller = null;

  const input = el('input', { id: 'search', 'data-testid': 'search', type: 'search', role: 'combobox', autocomplete: 'off', spellcheck: 'false', maxlength: 200,
    'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': 'search-list', placeholder: 'Search artists and labels',
    on: { input: schedule, focus: schedule, keydown: onKey, blur: () => setTimeout(close, 120) } });
  const list = el('ul', { id: 'search-list', role: 'listbox', 'aria-label': 'Artists and labels', hidden: true });
  const status = el('p', { class: 'visually-hidden', role: 'status' });
  const label = el('label', { class: 'visually-hidden', for: 'search', text: 'Search artists and labels' });
  const element = el('div', { class: 'search' }, label, input, list, status);

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
    list.replaceChildren(...(message ? [el('li', { class: 'empty', role: 'presentation', dir: 'auto', text: message })] : items.map(option)));
    list.hidden = false;
    setAttr(input, 'aria-expanded', 'true');
    setAttr(input, 'aria-activedescendant', null);
    setText(status, message ?? `${plural(items.length, 'result')}`);
  }

  function option(item, index) {
    const count = Number.isFinite(item.tracks) ? plural(item.tracks, 'track') : '';
    return el('li', { id: `search-option-${index}`, role: 'option', 'aria-selected': 'false', 'data-key': item.id,
      // mousedown, because the field loses its focus before a click arrives.
      on: { mousedown: (event) => { event.preventDefault(); choose(index); } } },
      nameSpan(item.name), el('span', { class: 'detail', text: [item.kind, item.id, count].filter(Boolean).join(' · ') }));
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
    setAttr(input, 'aria-expanded', 'false');
    setAttr(input, 'aria-activedescendant', null);
  }

  return { element, focus: () => input.focus() };
}
