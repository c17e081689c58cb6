import { clockTime, dayName, longDay } from './format.js';
import { daysIn, describePeriod, includesDay } from './periods.js';

// Steps of a chart: the time each covers when no period is asked for, and the longest period it can still draw.
export const STEPS = {
  second: { label: 'Second', seconds: 1, points: 120, longestDays: 0, window: 'last 2 minutes' },
  minute: { label: 'Minute', seconds: 60, points: 60, longestDays: 1, window: 'last 60 minutes' },
  hour: { label: 'Hour', seconds: 3600, points: 48, longestDays: 14, window: 'last 48 hours' },
  day: { label: 'Day', seconds: 86400, points: 30, longestDays: Infinity, window: 'last 30 days' },
};

// The part of the chosen period that a step can show: all of it, its recent end, or nothing.
export function coverage(step, filters, today) {
  const { longestDays, window } = STEPS[step];
  // Hours are kept by artist and label only.
  if (step === 'hour' && (filters.album || filters.track)) return { available: false, range: {}, text: window };
  if ((filters.from || filters.to) && daysIn(filters, today) <= longestDays) {
    return { available: true, range: { from: filters.from, to: filters.to }, text: describePeriod(filters) };
  }
  return { available: includesDay(filters, today), range: {}, text: window };
}

export function defaultStep(filters, today) {
  const days = daysIn(filters, today);
  if (days <= 1) return 'minute';
  return days <= 7 ? 'hour' : 'day';
}

export function coarser(step) {
  const names = Object.keys(STEPS);
  return names[names.indexOf(step) + 1] ?? null;
}

// Buckets without plays are absent from the answer; without them the axis would lie about time.
export function fillGaps(points, step, range, nowMs) {
  const size = STEPS[step].seconds * 1000;
  const bucket = (time) => Math.floor(time / size) * size;
  const byTime = new Map(points.map((point) => [bucket(Date.parse(point.t)), point]));
  const times = [...byTime.keys()];
  const open = !range.to || Date.parse(range.to) + 86400000 > nowMs;
  const end = Math.max(open ? bucket(nowMs) : bucket(Date.parse(range.to) + 86399999), ...times);
  const start = Math.min(range.from ? Date.parse(range.from) : end - (STEPS[step].points - 1) * size, ...times);
  const count = Math.min(3000, Math.round((end - start) / size) + 1);
  return Array.from({ length: count }, (_, index) => {
    const time = end - (count - 1 - index) * size;
    return { ...(byTime.get(time) ?? silence(time)), partial: time + size > nowMs };
  });
}

const silence = (time) => ({ t: new Date(time).toISOString(), plays: 0, unrated_plays: 0, gross: {}, converted: null });

export function tickLabel(step, iso) {
  if (step === 'day') return dayName(iso);
  const time = clockTime(iso);
  if (step === 'second') return time;
  return time.startsWith('00:00') && step === 'hour' ? dayName(iso) : time.slice(0, 5);
}

export const fullLabel = (step, iso) =>
  step === 'day' ? `${longDay(iso)} (UTC)` : `${longDay(iso)}, ${clockTime(iso)} UTC`;
