import { countryName, joined, properName } from './format.js';
import { describePeriod } from './periods.js';

const KEYS = ['from', 'to', 'platform', 'country', 'tier', 'album', 'track', 'currency'];
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DEFAULT_CURRENCY = 'USD';
export const CURRENCIES = [
  'USD', 'EUR', 'GBP', 'SEK', 'NOK', 'DKK', 'CHF', 'JPY', 'CAD', 'AUD', 'BRL', 'MXN', 'INR', 'KRW',
];

export function readFilters(query) {
  const filters = {};
  for (const key of KEYS) {
    const value = query.get(key);
    if (value) filters[key] = value;
  }
  for (const key of ['from', 'to']) if (filters[key] && !DAY.test(filters[key])) delete filters[key];
  return filters;
}

export function writeFilters(filters) {
  const query = new URLSearchParams();
  for (const key of KEYS) {
    if (filters[key] && !(key === 'currency' && filters[key] === DEFAULT_CURRENCY)) query.set(key, filters[key]);
  }
  return query;
}

// Parameters of a question to the API; `without` leaves out the dimension that a table itself is about.
export function apiParams(filters, without = []) {
  const params = { currency: DEFAULT_CURRENCY, ...filters };
  for (const key of [].concat(without)) delete params[key];
  return params;
}

export const currencyOf = (filters) => filters.currency ?? DEFAULT_CURRENCY;

// The number of filters in use; a period counts once.
export function activeCount(filters) {
  const chosen = KEYS.filter((key) => filters[key] && key !== 'currency' && key !== 'to');
  return chosen.length + (filters.to && !filters.from ? 1 : 0);
}

export const sameFilters = (a, b) => writeFilters(a).toString() === writeFilters(b).toString();

// A selection in words. `names` are those of albums and tracks.
export function describeSelection(filters, names = {}) {
  const parts = [
    describePeriod(filters),
    filters.platform ? properName(filters.platform) : 'all platforms',
    filters.country ? countryName(filters.country) : 'all countries',
    filters.tier && `${properName(filters.tier)} tier`,
    ...[filters.album, filters.track].map((key) => key && (names[key] ?? key)),
  ];
  return `${joined(...parts)} · in ${currencyOf(filters)} · UTC days`;
}
