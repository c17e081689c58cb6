import { createCatalogueTable } from '../earnings/catalogueTable.js';
import { createPage } from '../earnings/page.js';
import { pageHead } from '../parts/pageHead.js';
import { getJson } from '../server/api.js';
import { plural } from '../values/format.js';
import { artistPath } from '../values/routes.js';
import { createPayeeSections } from './payeeSections.js';

export async function openLabel(id, filters, context, signal) {
  const path = `/v1/labels/${encodeURIComponent(id)}`;
  const label = await getJson(path, {}, { signal });
  const artists = createCatalogueTable({
    path: `${path}/earnings`, dimension: 'artist', title: 'Artists of this label', heading: 'Artist',
    note: 'Choose an artist to open their page.',
    decorate: ({ key, name }) => ({ href: artistPath(key), title: `${name} (${key})`, detail: key }),
  });
  const count = Number.isFinite(label.artists) ? plural(label.artists, 'artist') : null;
  const page = createPage({
    path: `${path}/earnings`,
    evolution: { label: id },
    head: pageHead('Label', label.name, [label.id, count]),
    leadSections: ({ ask }) => createPayeeSections({ payee: `label:${id}`, label: id, path, ask }),
    extraSections: () => [artists],
  }, filters, context);
  return { ...page, title: label.name };
}
