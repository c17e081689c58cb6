import { el } from '../parts/dom.js';
import { dateAndTime, formatCount, monthName, plural } from '../values/format.js';

// A schedule: whose statements, when they come next, and how the last run ended.
export function createScheduleItem(schedule) {
  const { last_run: run, due } = schedule;
  const late = due.filter(({ waits_for_close: waits }) => !waits).map(({ period }) => monthName(period));
  const waiting = due.filter(({ waits_for_close: waits }) => waits).map(({ period }) => monthName(period));
  return el('li', { 'data-schedule': schedule.schedule },
    el('p', { class: 'period-line' }, el('strong', { text: schedule.schedule }), status(schedule),
      el('span', { class: 'detail', dir: 'auto', text: [recipients(schedule), schedule.formats.join(', ').toUpperCase(), `to ${schedule.folder}`].join(' · ') })),
    el('p', { class: 'detail' }, ...next(schedule), late.length ? ` · due now: ${late.join(', ')}` : '', waiting.length ? ` · waits for the close of ${waiting.join(', ')}` : ''),
    run ? el('p', { class: 'detail', title: dateAndTime(run.finished_at ?? run.started_at), text: `Last: ${monthName(run.period)}, ${ended(run)}` }) : null,
    run?.failures?.length ? failures(run) : null);
}

function status({ enabled, last_run: run }) {
  const text = !enabled ? 'paused' : run?.state ?? 'new';
  return el('span', { class: 'schedule-status', 'data-status': text, text });
}

function recipients({ label, payees }) {
  if (label) return `label ${label}`;
  if (payees) return payees.length === 1 ? payees[0] : plural(payees.length, 'payee');
  return 'everyone';
}

// Day and time are those of the place; the moment in UTC is the title.
function next({ next_period: period, next_due: due, day, time, time_zone: zone }) {
  if (!due) return ['Nothing is due while it is paused'];
  const month = monthName(monthAfter(period));
  return [`Next: ${monthName(period)}, on `, el('time', { datetime: due, title: dateAndTime(due), text: `${day === 'last' ? 'the last day of' : day} ${month} at ${time}` }), ` ${zone}`];
}

function monthAfter(period) {
  const [year, month] = period.split('-').map(Number);
  return month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
}

function ended({ state, issued, failed, attempt }) {
  const counts = `${plural(issued, 'statement')}${failed ? `, ${formatCount(failed)} failed` : ''}`;
  const words = { running: 'under way', interrupted: 'cut off: a server goes on with it', done: counts, incomplete: counts };
  return `${words[state] ?? state}${attempt > 1 ? ` (attempt ${attempt})` : ''}`;
}

function failures({ failed, failures: listed }) {
  const rest = failed - listed.length;
  return el('details', { class: 'blockers' }, el('summary', { text: `${plural(failed, 'payee')} without a statement` }),
    el('ul', {}, ...listed.map(({ payee, currency, reason }) => el('li', { dir: 'auto', text: `${payee}, ${currency}: ${reason}` })),
      rest > 0 ? el('li', { text: `and ${formatCount(rest)} more` }) : null));
}
