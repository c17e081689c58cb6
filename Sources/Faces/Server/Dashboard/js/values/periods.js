import { isoDay } from './clock.js';
import { longDay } from './format.js';

const DAY_MS = 86400000;

// Periods to choose from, with their days.
export function presets(today) {
  const time = Date.parse(today);
  const [year, month] = today.split('-').map(Number);
  const firstOf = (offset) => isoDay(Date.UTC(year, month - 1 + offset, 1));
  return [
    { id: 'today', label: 'Today', from: today, to: today },
    { id: '7d', label: '7 days', from: isoDay(time - 6 * DAY_MS), to: today },
    { id: 'month', label: 'This month', from: firstOf(0), to: today },
    { id: 'last-month', label: 'Last month', from: firstOf(-1), to: isoDay(Date.parse(firstOf(0)) - DAY_MS) },
    { id: 'all', label: 'All time' },
  ];
}

// The month of a day and those before it, newest first, as "2026-11".
export function lastMonths(day, count) {
  const [year, month] = day.split('-').map(Number);
  return Array.from({ length: count }, (_, index) => isoDay(Date.UTC(year, month - 1 - index, 1)).slice(0, 7));
}

export function monthAfter(period) {
  const [year, month] = period.split('-').map(Number);
  return isoDay(Date.UTC(year, month, 1)).slice(0, 7);
}

// True if the filters are a preset's days. Several can match: on the first of a month "today" is "this month".
export const matchesPreset = (preset, filters) => preset.from === filters.from && preset.to === filters.to;

export const includesDay = (filters, day) =>
  (!filters.from || filters.from <= day) && (!filters.to || filters.to >= day);

export function daysIn(filters, today) {
  if (!filters.from) return Infinity;
  return Math.round((Date.parse(filters.to ?? today) - Date.parse(filters.from)) / DAY_MS) + 1;
}

export function describePeriod({ from, to }) {
  if (from && to) return from === to ? longDay(from) : `${longDay(from)} – ${longDay(to)}`;
  if (from) return `since ${longDay(from)}`;
  if (to) return `up to ${longDay(to)}`;
  return 'all time';
}
