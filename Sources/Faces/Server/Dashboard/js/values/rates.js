// Plays per second over the last minute, merged from the stream's partial updates.

export const WINDOW = 60;

export function createRates() {
  const bySecond = new Map();
  let latest = 0;

  return {
    reset() {
      bySecond.clear();
      latest = 0;
    },
    merge(points, asOf) {
      for (const { t, plays } of points ?? []) bySecond.set(second(t), plays);
      latest = Math.max(latest, second(asOf) || 0);
      for (const time of bySecond.keys()) if (time < latest - 2 * WINDOW) bySecond.delete(time);
    },
    // The running second is still filling, so it is left out.
    series(nowMs) {
      const end = Math.max(latest, Math.floor(nowMs / 1000));
      return Array.from({ length: WINDOW }, (_, index) => bySecond.get(end - WINDOW + index) ?? 0);
    },
  };
}

const second = (iso) => Math.floor(Date.parse(iso) / 1000);

export function meanOfLast(series, count) {
  const tail = series.slice(-count);
  return tail.reduce((sum, value) => sum + value, 0) / tail.length;
}
