// Small helpers to build elements. Text always goes through textContent, so names from the
// catalogue can never become markup.

const SVG = 'http://www.w3.org/2000/svg';

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) setProp(node, key, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function setProp(node, key, value) {
  if (value === undefined || value === null || value === false) return;
  if (key === 'text') node.textContent = value;
  else if (key === 'on') for (const [type, handler] of Object.entries(value)) node.addEventListener(type, handler);
  else if (key === 'data') Object.assign(node.dataset, value);
  else node.setAttribute(key, value === true ? '' : value);
}

// Writing unchanged text would still disturb selections and screen readers, several times a second.
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttr(node, key, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(key);
  else if (node.getAttribute(key) !== String(value)) node.setAttribute(key, value);
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

export function nameSpan(text, className = 'name') {
  return el('span', { class: className, dir: 'auto', title: text, text });
}

export function panel({ id, title, note, wide, children = [], actions = [] }) {
  const error = el('p', { class: 'panel-error', role: 'status', hidden: true });
  const heading = el('h2', { text: title, id: id ? `${id}-title` : undefined });
  const noteLine = el('p', { class: 'panel-note', text: note ?? '' });
  const element = el('section', { id, class: `panel${wide ? ' wide' : ''}`, 'aria-labelledby': heading.id || undefined },
    el('header', { class: 'panel-head' }, el('div', {}, heading, noteLine), ...actions), error, ...children);
  return {
    element,
    setNote: (text) => setText(noteLine, text),
    setError: (text) => { setText(error, text ?? ''); error.hidden = !text; },
  };
}
