import { el } from './dom.js';

const FORMATS = ['xlsx', 'json'];

// The files of a document. `onChoose` hears which; `key` tells documents apart.
export function fileButtons({ title, key, formats = FORMATS, onChoose }) {
  return formats.map((format) => el('button', { type: 'button', class: 'file-button', 'data-key': `${key}/${format}`, 'data-format': format, text: format.toUpperCase(),
    'aria-label': `${title} as ${format.toUpperCase()}`, on: { click: () => onChoose(format) } }));
}
