import { getJson } from './api.js';
import { createPage } from './page.js';
import { createCatalogueTable } from './catalogueTable.js';
import { artistLink } from './artistPage.js';
import { pageHead } from './pageHead.js';
import { createPayeeSections } from './payeeSections.js';
import { plural } from './format.js';

export async function openLabel(id, filters, context, signal) {
  const path = `/v1/labels/${encodeURIComponent(id)}`;
  const label = await getJson(path, {}, { signal });
  const page = createPage({
    path: `${path}/earnings`,
    evolution: { label: id },
    head: pageHead('Label', label.name, [label.id, Number.isFinite(label.artists) ? plural(label.artists, 'artist') : null]),
    leadSections: ({ ask }) => createPayeeSections({ payee: `label:${id}`, label: id, path, ask }),
    extraSections: () => [
      createCatalogueTable({ path: `${path}/earnings`, dimension: 'artist', title: 'Artists of this label', heading: 'Artist', note: 'Choose an artist to open their page.', decorate: artistLink }),
    ],
  }, filters, context);
  return { ...page, title: label.name };
}
