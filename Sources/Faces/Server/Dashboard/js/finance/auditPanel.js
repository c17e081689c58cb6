import { fillSelect } from '../parts/controls.js';
import { dataTable, el, field, scrollBox } from '../parts/dom.js';
import { createPagedList } from '../parts/pagedList.js';
import { createRestrictedPanel } from '../parts/panel.js';
import { getJson } from '../server/api.js';
import { capitalised, dateAndTime } from '../values/format.js';

const PACE = 15000;
const PAGE = 20;
const NOTE = 'Who did what: every write, decision, export and sign-in. Records are chained, and never changed.';
const GROUPS = [
  ['', 'Everything'], ['ledger', 'Books'], ['report', 'Reports'], ['statement', 'Statements'],
  ['schedule', 'Schedules'], ['rates', 'Rates'], ['import', 'Imports'], ['token', 'Tokens'],
  ['sign_in', 'Sign-ins'], ['export', 'Exports'],
];

// The audit log, the newest first.
export function createAuditPanel({ ask }) {
  const who = el('input', { type: 'search', id: 'audit-who', placeholder: 'name, or token:3', on: { change: again } });
  const act = el('select', { id: 'audit-act', on: { change: again } });
  fillSelect(act, GROUPS, '');
  const body = el('tbody');
  const columns = ['When', 'Who', 'From', 'What', 'About', 'Outcome', 'Came to'];
  const table = scrollBox('Audit log', dataTable({ id: 'audit', caption: 'Audit log', columns, body }));
  const query = (cursor, signal) =>
    getJson('/v1/audit', { limit: PAGE, who: who.value, act: act.value, before: cursor }, { signal });
  const list = createPagedList({
    container: body, frame: table, name: 'records', keyOf: ({ id }) => id, createItem: row, ask: query,
    isAppendOnly: true, empty: 'Nothing of the kind is on record.', olderText: 'Older',
  });

  function again() {
    list.expect();
    ask(section);
  }

  const filter = el('div.field-row.panel-filter', { role: 'group', 'aria-label': 'Filter the audit log' },
    field('Who', who), field('What', act));
  const section = createRestrictedPanel({
    id: 'panel-audit', title: 'Audit log', note: NOTE, actions: [filter], children: list.parts,
    pace: PACE, load: async ({ signal }) => list.update(await query(null, signal)),
  });
  return section;
}

function row({ act, outcome, detail, at, actor, actor_name: name, origin, subject, reference }) {
  return el('tr', { 'data-act': act, 'data-outcome': outcome, title: detail }, el('td', dateAndTime(at)),
    el('th', { scope: 'row', dir: 'auto' }, name, el('span.detail', ` ${actor}`)), el('td', origin),
    el('td', words(act)), el('td', { dir: 'auto' }, subject), el('td', outcome), el('td', { dir: 'auto' }, reference));
}

// `statement.issue` as people read it: Statement issue.
const words = (act) => capitalised(act.replaceAll(/[._]/g, ' '));
