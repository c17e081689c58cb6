import { el, nameSpan } from './dom.js';

export function pageHead(kind, name, meta) {
  return el('header', { class: 'page-head' },
    el('p', { class: 'eyebrow', text: kind }),
    el('h1', {}, nameSpan(name)),
    el('p', { class: 'meta', text: meta.filter(Boolean).join(' · ') }));
}
