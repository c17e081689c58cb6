import { el } from '../../parts/dom.js';

const BLOCKED = 'More than 5 % off, or money without an estimate: until somebody decides, the period is not closed';
const VERDICTS = {
  fine: ['✓ fine', 'At most 2 % off', 'at most 2 % off'],
  review: ['! review', 'More than 2 % off: somebody should look at it', 'over 2 % off'],
  blocked: ['✗ blocked', BLOCKED, 'over 5 % off'],
};

// The distance of a platform's month from the estimate, to be seen at once and without colour. For a report that was
// decided on, it is only a fact: it stands in nobody's way any more.
export function verdictBadge(verdict, status) {
  const [text, title, fact] = VERDICTS[verdict] ?? [verdict, '', verdict];
  if (status !== 'received') return el('span.verdict', fact);
  return el('span.verdict', { 'data-verdict': verdict, title }, text);
}

export const reportStatus = (status) => el('span.report-status', { 'data-status': status }, status);
