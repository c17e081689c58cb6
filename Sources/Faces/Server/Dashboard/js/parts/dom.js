import { joined } from '../values/format.js';

// Builds elements. Text always goes through text nodes, so names from the catalogue can never become markup.

const SVG = 'http://www.w3.org/2000/svg';

// An element such as `el('td.num', { title }, '12')`: its classes stand behind its tag, properties may be left out, and
// so may children: null, undefined and false are none.
export function el(tag, ...content) {
  const [name, ...classes] = tag.split('.');
  const node = document.createElement(name);
  node.className = classes.join(' ');
  if (isProps(content[0])) for (const [key, value] of Object.entries(content.shift())) setProp(node, key, value);
  if (!node.className) node.removeAttribute('class');
  node.append(...content.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const isProps = (value) => value?.constructor === Object;

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function setProp(node, key, value) {
  if (value === undefined || value === null || value === false) return;
  if (key === 'on') for (const [type, handler] of Object.entries(value)) node.addEventListener(type, handler);
  else if (key === 'class') node.className = `${node.className} ${value}`.trim();
  else setAttr(node, key, value === true ? '' : value);
}

// Writing unchanged text would still disturb selections and screen readers, several times a second.
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// Sets an attribute, or a variable of the stylesheet such as `--share`; nothing takes an attribute away.
export function setAttr(node, key, value) {
  if (key.startsWith('--')) node.style.setProperty(key, String(value));
  else if (value === null || value === undefined || value === false) node.removeAttribute(key);
  else if (node.getAttribute(key) !== String(value)) node.setAttribute(key, value);
}

// Several attributes at once; `text` is the text.
export function write(node, { text, ...attributes }) {
  if (text !== undefined) setText(node, text);
  for (const [key, value] of Object.entries(attributes)) setAttr(node, key, value);
}

// Moving or replacing an element takes its focus away: give it back to that one, or to the one that
// stands for the same thing now.
export function keepingFocus(container, change) {
  const focused = container.contains(document.activeElement) ? document.activeElement : null;
  change();
  if (!focused || document.activeElement === focused) return;
  const sameKey = (node) => node.dataset.key === focused.dataset.key;
  const heir = container.contains(focused) ? focused : [...container.querySelectorAll('[data-key]')].find(sameKey);
  heir?.focus({ preventScroll: true });
}

// Shows these children in this order; nothing moves where they stand so already.
export function showChildren(container, wanted) {
  const shown = container.children;
  if (wanted.length === shown.length && wanted.every((node, index) => shown[index] === node)) return;
  keepingFocus(container, () => container.replaceChildren(...wanted));
}

// Makes the children anew only where `key` is another than at the last time.
export function fillOnce(container, key, children) {
  if (container.dataset.signature === key) return;
  container.dataset.signature = key;
  keepingFocus(container, () => container.replaceChildren(...children()));
}

export const button = (content, onClick, props = {}) =>
  el('button', { type: 'button', on: { click: onClick }, ...props }, content);

export const nameSpan = (text) => el('span.name', { dir: 'auto', title: text }, text);
export const field = (label, control) => el('label.field', el('span', label), control);

// Names with their values; those without a value are left out.
export function factList(facts) {
  return el('dl.facts', facts.filter(([, value]) => value)
    .map(([name, value]) => el('div', el('dt', name), el('dd', { dir: 'auto' }, value))));
}

// A long text that breaks after its marks on a narrow page.
export const breakable = (text, mark) =>
  text.split(mark).flatMap((part, index, all) => (index < all.length - 1 ? [part + mark, el('wbr')] : [part]));

export function heading(column, props = {}) {
  const [text, className] = [].concat(column);
  return el('th', { scope: 'col', class: className, ...props }, text);
}

export const rowHead = (...content) => el('th', { scope: 'row' }, ...content);

// A table with a caption for those who cannot see it. A column is its title, or its title and its class; `rows` go into
// `body`, which may be filled later.
export function dataTable({ caption, columns, rows = [], body = el('tbody'), ...props }) {
  body.append(...rows);
  const head = el('thead', el('tr', columns.map((column) => heading(column))));
  return el('table', props, el('caption.visually-hidden', caption), head, body);
}

// A place that scrolls sideways by itself, with the keyboard too.
export const scrollBox = (label, ...children) =>
  el('div.scroll', { tabindex: '0', role: 'region', 'aria-label': label }, ...children);

export const pageHead = (kind, name, facts) =>
  el('header.page-head', el('p.eyebrow', kind), el('h1', nameSpan(name)), el('p.meta', joined(...facts)));
