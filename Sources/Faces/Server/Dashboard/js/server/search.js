import { getJson } from './api.js';

// Artists and labels whose name matches; a token that may not list one kind still finds the other.
export async function searchCatalogue(text, signal) {
  const [artists, labels] = await Promise.allSettled([
    getJson('/v1/artists', { q: text, limit: 12 }, { signal }),
    getJson('/v1/labels', { q: text, limit: 4 }, { signal }),
  ]);
  if (artists.status === 'rejected' && labels.status === 'rejected') throw artists.reason;
  return [
    ...(artists.value?.artists ?? []).map((artist) => ({ kind: 'artist', ...artist })),
    ...(labels.value?.labels ?? []).slice(0, 4).map((label) => ({ kind: 'label', ...label })),
  ];
}
