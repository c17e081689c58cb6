import { createCatalogueTable } from '../earnings/catalogueTable.js';
import { createPage } from '../earnings/page.js';
import { pageHead } from '../parts/dom.js';
import { getJson } from '../server/api.js';
import { createStatementsPanel } from '../statements/statementsPanel.js';
import { choice } from '../values/earnings.js';
import { plural } from '../values/format.js';
import { artistPath } from '../values/routes.js';
import { createBalancePanel } from './balancePanel.js';

export async function openArtist(id, filters, context, signal) {
  const path = `/v1/artists/${encodeURIComponent(id)}`;
  const artist = await getJson(path, {}, { signal });
  const { albums = [], tracks = [] } = artist;
  const names = Object.fromEntries([
    ...albums.map((album) => [album.upc, album.title]), ...tracks.map((track) => [track.isrc, track.title]),
  ]);
  const featured = tracks.filter((track) => track.featured);
  const page = createPage({
    path: `${path}/earnings`,
    evolution: { artist: id },
    names,
    head: pageHead('Artist', artist.name, [
      artist.id, plural(albums.length, 'album'), plural(tracks.length - featured.length, 'track'),
      featured.length && `featured on ${featured.length}`,
    ]),
    leadSections: ({ ask }) => createPayeeSections({ payee: `artist:${id}`, path, ask }),
    extraSections: ({ setFilter }) => [
      { ...albumTable(`${path}/earnings`, names, setFilter), span: 'half' },
      { ...trackTable(`${path}/earnings`, { tracks, featured, names, setFilter }), span: 'half' },
    ],
  }, filters, context);
  return { ...page, title: artist.name };
}

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

function albumTable(path, names, setFilter) {
  return createCatalogueTable({
    path, dimension: 'album', title: 'By album', heading: 'Album', note: 'Choose an album to filter the page.',
    decorate: chooser('album', names, setFilter),
  });
}

function trackTable(path, { tracks, featured, names, setFilter }) {
  const albumOf = new Map(tracks.map((track) => [track.isrc, names[track.album] ?? '']));
  const isFeatured = new Set(featured.map((track) => track.isrc));
  const decorate = chooser('track', names, setFilter);
  return createCatalogueTable({
    path,
    dimension: 'track',
    title: 'By track',
    heading: 'Track',
    note: featured.length
      ? 'Tracks marked “featured” earn for their main artist and do not count in the total.'
      : 'Choose a track to filter the page.',
    decorate: (row, filters) => ({
      ...decorate(row, filters), detail: albumOf.get(row.key), badge: isFeatured.has(row.key) ? 'featured' : undefined,
    }),
    extra: (filters) => (filters.album || filters.track ? [] : featured.map(featuredRow)),
  });
}

function featuredRow({ isrc, title, artist }) {
  return {
    key: isrc, text: title, title: `${title} (${isrc})`, plays: 0, amount: null, share: 0, outside: true,
    badge: 'featured', detail: artist?.name ? `by ${artist.name}` : '',
  };
}

function chooser(dimension, names, setFilter) {
  return (row, filters) => {
    const text = names[row.key] ?? (row.name || row.key);
    return { text, title: `${text} (${row.key})`, ...choice(row.key, dimension, filters, setFilter) };
  };
}

// Panels of a payee: what it has now, and what it was told.
function createPayeeSections({ payee, label, path, ask }) {
  const statements = createStatementsPanel({ payee, label, ask });
  const balance = createBalancePanel({ path: `${path}/balance`, ask, onCurrent: statements.offerDrafts });
  return [balance, statements];
}
