import { button } from './dom.js';

// The files of a document, one a format. `fileOf` gives the path, parameters and name of a format's; `key` tells
// documents apart.
export function fileButtons({ title, key, formats = ['xlsx', 'json'], fileOf, onDownload }) {
  return formats.map((format) => {
    const name = format.toUpperCase();
    const { fallbackName, ...file } = fileOf(format);
    const download = () =>
      onDownload({ ...file, title: `${title}, ${name}`, format, fallbackName: `${fallbackName}.${format}` });
    return button(name, download, {
      class: 'file-button', 'data-key': `${key}/${format}`, 'data-format': format, 'aria-label': `${title} as ${name}`,
    });
  });
}
