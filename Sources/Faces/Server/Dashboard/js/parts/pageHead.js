import { joined } from '../values/format.js';
import { el, nameSpan } from './dom.js';

export function pageHead(kind, name, facts) {
  return el('header.page-head', el('p.eyebrow', kind), el('h1', nameSpan(name)), el('p.meta', joined(...facts)));
}
