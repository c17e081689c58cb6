// Addresses of the pages: one page a path, so that every view can be bookmarked and shared.

const VIEWS = [
  [/^\/$/, 'home'],
  [/^\/artists\/([^/]+)\/?$/, 'artist'],
  [/^\/labels\/([^/]+)\/?$/, 'label'],
  [/^\/finance\/?$/, 'finance'],
];

export function parsePath(pathname) {
  for (const [pattern, view] of VIEWS) {
    const match = pattern.exec(pathname);
    if (match) return { view, id: match[1] ? safeDecode(match[1]) : null };
  }
  return { view: 'unknown', id: null };
}

function safeDecode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const artistPath = (id) => `/artists/${encodeURIComponent(id)}`;
export const labelPath = (id) => `/labels/${encodeURIComponent(id)}`;
const PATHS = { artist: artistPath, label: labelPath };

// The page of a token's subject, such as "artist:art-001".
export function subjectPath(subject) {
  const [kind, ...rest] = subject.split(':');
  return PATHS[kind]?.(rest.join(':')) ?? null;
}

// The first page of a token that may read exactly one artist or label.
export const onlySubjectPath = (subjects) => subjects.length === 1 ? subjectPath(subjects[0]) : null;

// A path with parameters; those without a value are left out.
export function withQuery(path, params = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== '') query.set(key, value);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
