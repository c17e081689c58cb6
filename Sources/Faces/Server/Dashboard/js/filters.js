const KEYS = ['from', 'to', 'platform', 'country', 'tier', 'album', 'track', 'currency'];
const DAY = /^\d{4}-\d{2}-\d{2}$/;
export const DEFAULT_CURRENCY = 'USD';
export const CURRENCIES = ['USD', 'EUR', 'GBP', 'SEK', 'NOK', 'DKK', 'CHF', 'JPY', 'CAD', 'AUD', 'BRL', 'MXN', 'INR', 'KRW'];

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

// What the API is asked for; `without` leaves out the dimension a table itself is about.
export function apiParams(filters, without = []) {
  const params = { currency: DEFAULT_CURRENCY, ...filters };
  for (const key of [].concat(without)) delete params[key];
  return params;
}

export function currencyOf(filters) {
  return filters.currency ?? DEFAULT_CURRENCY;
}

export function activeCount(filters) {
  const chosen = KEYS.filter((key) => filters[key] && key !== 'currency' && key !== 'to');
  return chosen.length + (filters.to && !filters.from ? 1 : 0);
}

export function sameFilters(a, b) {
  return writeFilters(a).toString() === writeFilters(b).toString();
}
