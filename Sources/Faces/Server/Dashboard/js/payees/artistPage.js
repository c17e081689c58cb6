import { createCatalogueTable } from '../earnings/catalogueTable.js';
import { createPage } from '../earnings/page.js';
import { pageHead } from '../parts/pageHead.js';
import { getJson } from '../server/api.js';
import { plural } from '../values/format.js';
import { artistPath } from '../values/routes.js';
import { createPayeeSections } from './payeeSections.js';

export async function openArtist(id, filters, context, signal) {
  const path = `/v1/artists/${encodeURIComponent(id)}`;
  const artist = await getJson(path, {}, { signal });
  const albums = artist.albums ?? [];
  const tracks = artist.tracks ?? [];
  const own = tracks.filter((track) => !track.featured);
  const names = Object.fromEntries([...albums.map((album) => [album.upc, album.title]), ...tracks.map((track) => [track.isrc, track.title])]);
  const featured = tracks.length - own.length;
  const meta = [artist.id, plural(albums.length, 'album'), plural(own.length, 'track'), featured ? `featured on ${featured}` : null];
  const page = createPage({
    path: `${path}/earnings`,
    evolution: { artist: id },
    names,
    head: pageHead('Artist', artist.name, meta),
    leadSections: ({ ask }) => createPayeeSections({ payee: `artist:${id}`, path, ask }),
    extraSections: ({ setFilter }) => [
      { ...albumTable(`${path}/earnings`, names, setFilter), span: 'half' },
      { ...trackTable(`${path}/earnings`, tracks, names, setFilter), span: 'half' },
    ],
  }, filters, context);
  return { ...page, title: artist.name };
}

function albumTable(path, names, setFilter) {
  return createCatalogueTable({ path, dimension: 'album', title: 'By album', heading: 'Album', note: 'Choose an album to filter the page.', decorate: chooser('album', names, setFilter) });
}

function trackTable(path, tracks, names, setFilter) {
  const albumOf = new Map(tracks.map((track) => [track.isrc, names[track.album] ?? '']));
  const decorate = chooser('track', names, setFilter);
  const featured = tracks.filter((track) => track.featured);
  const isFeatured = new Set(featured.map((track) => track.isrc));
  return createCatalogueTable({
    path,
    dimension: 'track',
    title: 'By track',
    heading: 'Track',
    note: featured.length ? 'Tracks marked “featured” earn for their main artist and do not count in the total.' : 'Choose a track to filter the page.',
    decorate: (row, filters) => ({ ...decorate(row, filters), detail: albumOf.get(row.key), badge: isFeatured.has(row.key) ? 'featured' : undefined }),
    extra: (filters) => (filters.album || filters.track ? [] : featured.map(featuredRow)),
  });
}

function featuredRow(track) {
  return { key: track.isrc, text: track.title, title: `${track.title} (${track.isrc})`, plays: 0, amount: null, share: 0, outside: true,
    badge: 'featured', detail: track.artist?.name ? `by ${track.artist.name}` : '' };
}

function chooser(dimension, names, setFilter) {
  return (row, filters) => {
    const chosen = filters[dimension];
    const text = names[row.key] ?? (row.name || row.key);
    return { text, title: `${text} (${row.key})`, selected: chosen === row.key, dimmed: Boolean(chosen) && chosen !== row.key,
      action: () => setFilter(dimension, chosen === row.key ? '' : row.key) };
  };
}

export function artistLink(row) {
  return { href: artistPath(row.key), title: `${row.name} (${row.key})`, detail: row.key };
}
