import { groupThousands } from './money.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const regions = regionNames();

function regionNames() {
  try {
    return new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });
  } catch {
    return null;
  }
}

export function formatCount(value) {
  const text = String(value ?? 0);
  return text.startsWith('-') ? `−${groupThousands(text.slice(1))}` : groupThousands(text);
}

export const plural = (count, one, many = `${one}s`) => `${formatCount(count)} ${count === 1 ? one : many}`;

// A size as file managers say it: a kB is 1000 bytes.
export function formatBytes(bytes) {
  if (bytes < 1000) return plural(bytes, 'byte');
  const [unit, size] = [['GB', 1e9], ['MB', 1e6], ['kB', 1e3]].find(([, least]) => bytes >= least * 0.9995);
  const value = bytes / size;
  return `${value < 99.95 ? value.toFixed(1) : formatCount(Math.round(value))} ${unit}`;
}

export const formatRate = (value) => value > 0 && value < 10 ? value.toFixed(1) : formatCount(Math.round(value));

export function formatPercent(share) {
  if (!Number.isFinite(share) || share <= 0) return '0%';
  if (share < 0.001) return '<0.1%';
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;
}

// A contract's percentage is read against the contract: two decimals where it has them.
export const formatPart = (share) => `${Number((share * 100).toFixed(2))}%`;

export function countryName(code) {
  try {
    return regions?.of(code) ?? code;
  } catch {
    return code;
  }
}

// Words instead of a key such as "apple_music".
export const keyName = (key) => String(key).replace(/_/g, ' ');
export const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const properName = (key) => keyName(key).replace(/(^|\s)\p{Ll}/gu, (start) => start.toUpperCase());
const two = (value) => String(value).padStart(2, '0');

export function clockTime(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '–';
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

export function dayName(iso) {
  const date = new Date(iso);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

export const longDay = (iso) => `${dayName(iso)} ${new Date(iso).getUTCFullYear()}`;

// A month such as "2026-10" in words.
export function monthName(period) {
  const [year, month] = period.split('-');
  return `${MONTHS[month - 1] ?? month} ${year}`;
}

// Facts of one line, without those that are missing.
export const joined = (...facts) => facts.filter(Boolean).join(' · ');
export const dateAndTime = (iso) => `${longDay(iso)} ${clockTime(iso)} UTC`;
