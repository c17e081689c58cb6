import { monthName, plural } from './format.js';

const STATES = ['missing', 'late', 'expected', 'empty', 'received'];
const SHOWN = 24;

// Numbers of an account's statements by their state, what somebody has to ask for first: `1 missing, 22 received`.
export const countsOf = ({ counts }) => STATES.filter((state) => counts[state])
  .map((state) => `${counts[state]} ${state}`).join(', ');

// Statements that somebody has to ask for: holes first, since later ones came, and of each kind the newest first.
export const gapsOf = ({ months }) => ['missing', 'late']
  .flatMap((wanted) => months.filter(({ state }) => state === wanted).reverse());

// The last two years of a calendar, from the first month on.
export const recentMonths = ({ months }) => months.slice(-SHOWN);

// A statement in words: `Mar 2026: missing, 40 days late`.
export function describeStatement({ statement, state, days_late: days }) {
  const since = days > 0 ? `${plural(days, 'day')} late` : '';
  return `${monthName(statement)}: ${[state === 'late' ? '' : state, since].filter(Boolean).join(', ')}`;
}
