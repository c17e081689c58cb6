import { el } from '../parts/dom.js';
import { createPagedList } from '../parts/pagedList.js';
import { createRestrictedPanel } from '../parts/panel.js';
import { getJson } from '../server/api.js';
import { dateAndTime, formatCount, joined, monthName, plural } from '../values/format.js';
import { monthAfter } from '../values/periods.js';

const PACE = 15000;
const NOTE = 'Statements that are issued every month by themselves, and how their last run ended.';

// Schedules of statements; there is no panel where there are none.
export function createSchedulesPanel() {
  const container = el('ul.schedules', { id: 'schedules' });
  const list = createPagedList({
    container, name: 'schedules', keyOf: ({ schedule }) => schedule, createItem: createScheduleItem,
  });
  return createRestrictedPanel({
    id: 'panel-schedules', title: 'Schedules', note: NOTE, children: [container], isNeeded: () => !container.hidden,
    pace: PACE, load: async ({ signal }) => list.update(await getJson('/v1/statement-schedules', {}, { signal })),
  });
}

// A schedule: whose statements, when they come next, and how the last run ended.
function createScheduleItem(schedule) {
  const { last_run: run, due, formats, folder } = schedule;
  const months = (areWaiting) => due.filter(({ waits_for_close: waits }) => waits === areWaiting)
    .map(({ period }) => monthName(period)).join(', ');
  const [late, waiting] = [months(false), months(true)];
  const facts = joined(recipients(schedule), formats.join(', ').toUpperCase(), `to ${folder}`);
  return el('li', { 'data-schedule': schedule.schedule },
    el('p.period-line', el('strong', schedule.schedule), status(schedule), el('span.detail', { dir: 'auto' }, facts)),
    el('p.detail', next(schedule), late && ` · due now: ${late}`, waiting && ` · waits for the close of ${waiting}`),
    run && el('p.detail', { title: dateAndTime(run.finished_at ?? run.started_at) },
      `Last: ${monthName(run.period)}, ${ended(run)}`),
    run?.failures?.length ? failures(run) : null);
}

function status({ enabled, last_run: run }) {
  const text = !enabled ? 'paused' : run?.state ?? 'new';
  return el('span.schedule-status', { 'data-status': text }, text);
}

function recipients({ label, payees }) {
  if (label) return `label ${label}`;
  if (payees) return payees.length === 1 ? payees[0] : plural(payees.length, 'payee');
  return 'everyone';
}

// Day and time are those of the place; the moment in UTC is the title.
function next({ next_period: period, next_due: due, day, time, time_zone: zone }) {
  if (!due) return 'Nothing is due while it is paused';
  const when = `${day === 'last' ? 'the last day of' : day} ${monthName(monthAfter(period))} at ${time}`;
  return [`Next: ${monthName(period)}, on `, el('time', { datetime: due, title: dateAndTime(due) }, when), ` ${zone}`];
}

function ended({ state, issued, failed, attempt }) {
  const counts = `${plural(issued, 'statement')}${failed ? `, ${formatCount(failed)} failed` : ''}`;
  const words = {
    running: 'under way', interrupted: 'cut off: a server goes on with it', done: counts, incomplete: counts,
  };
  return `${words[state] ?? state}${attempt > 1 ? ` (attempt ${attempt})` : ''}`;
}

function failures({ failed, failures: listed }) {
  const rest = failed - listed.length;
  return el('details.blockers', el('summary', `${plural(failed, 'payee')} without a statement`),
    el('ul', listed.map(({ payee, currency, reason }) => el('li', { dir: 'auto' }, `${payee}, ${currency}: ${reason}`)),
      rest > 0 && el('li', `and ${formatCount(rest)} more`)));
}
