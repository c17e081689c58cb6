// The part of a row that filters the page to it; chosen once more, it clears the filter.
export function choice(key, dimension, filters, setFilter) {
  const chosen = filters[dimension];
  const selected = chosen === key;
  return {
    selected, dimmed: Boolean(chosen) && !selected, action: () => setFilter(dimension, selected ? '' : key),
  };
}
