import { el, keepingFocus, panel } from '../parts/dom.js';
import { getJson, isAbort } from '../server/api.js';
import { dateAndTime } from '../values/format.js';

const PACE = 15000;
const PAGE = 20;
const NOTE = 'Who did what: every write, decision, export and sign-in. Records are chained, and never changed.';
const GROUPS = [['', 'Everything'], ['ledger', 'Books'], ['report', 'Reports'], ['statement', 'Statements'], ['schedule', 'Schedules'], ['rates', 'Rates'], ['import', 'Imports'], ['token', 'Tokens'], ['sign_in', 'Sign-ins'], ['export', 'Exports']];

// The audit log, the newest first. Whoever may not read it sees no panel.
export function createAuditPanel({ ask }) {
  let refused = false;
  let older = [];
  let next = null;
  let newest = [];
  const who = el('input', { type: 'search', id: 'audit-who', placeholder: 'name, or token:3', on: { change: again } });
  const act = el('select', { id: 'audit-act', on: { change: again } }, ...GROUPS.map(([value, text]) => el('option', { value, text })));
  const body = el('tbody', {});
  const empty = el('p', { class: 'empty', text: 'Nothing of the kind is on record.' });
  const more = el('button', { type: 'button', class: 'quiet more', text: 'Older', on: { click: showOlder } });
  const head = ['When', 'Who', 'From', 'What', 'About', 'Outcome', 'Came to'].map((text) => el('th', { scope: 'col', text }));
  const table = el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Audit log' },
    el('table', { id: 'audit' }, el('caption', { class: 'visually-hidden', text: 'Audit log' }), el('thead', {}, el('tr', {}, ...head)), body));
  const filter = el('div', { class: 'field-row panel-filter', role: 'group', 'aria-label': 'Filter the audit log' },
    el('label', { class: 'field' }, el('span', { text: 'Who' }), who), el('label', { class: 'field' }, el('span', { text: 'What' }), act));
  const view = panel({ id: 'panel-audit', title: 'Audit log', note: NOTE, actions: [filter], children: [empty, table, more] });
  view.element.hidden = true;

  const query = () => ({ limit: PAGE, ...(who.value ? { who: who.value } : {}), ...(act.value ? { act: act.value } : {}) });

  function again() {
    older = [];
    next = null;
    newest = [];
    ask(section);
  }

  async function showOlder() {
    more.disabled = true;
    try {
      const answer = await getJson('/v1/audit', { ...query(), before: next });
      older = [...older, ...answer.records];
      next = answer.next ?? null;
      render();
    } catch (error) {
      view.setError(error.message);
    }
    more.disabled = false;
  }

  function render() {
    const seen = new Set(older.map(({ id }) => id));
    const records = [...newest.filter(({ id }) => !seen.has(id)), ...older];
    keepingFocus(body, () => body.replaceChildren(...records.map(row)));
    empty.hidden = records.length > 0;
    table.hidden = records.length === 0;
    more.hidden = next === null;
  }

  const pace = () => (refused ? Infinity : PACE);
  const section = {
    element: view.element,
    setError: view.setError,
    interval: pace,
    slowest: pace,
    async refresh({ signal }) {
      if (refused) return null;
      try {
        const answer = await getJson('/v1/audit', query(), { signal });
        // What moved from the first page to the second while pages below it are shown stays shown.
        const kept = older.length ? newest.filter(({ id }) => !answer.records.some((record) => record.id === id)) : [];
        newest = [...answer.records, ...kept];
        if (!older.length) next = answer.next ?? null;
        view.element.hidden = false;
        render();
      } catch (error) {
        if (isAbort(error) || error.status === 401) throw error;
        refused = error.status === 403;
        view.element.hidden = refused;
        if (!refused) throw error;
      }
      return null;
    },
  };
  return section;
}

function row(record) {
  return el('tr', { 'data-act': record.act, 'data-outcome': record.outcome, title: record.detail }, el('td', { text: dateAndTime(record.at) }),
    el('th', { scope: 'row', dir: 'auto' }, record.actor_name, el('span', { class: 'detail', text: ` ${record.actor}` })), el('td', { text: record.origin }),
    el('td', { text: words(record.act) }), el('td', { dir: 'auto', text: record.subject }), el('td', { text: record.outcome }), el('td', { dir: 'auto', text: record.reference }));
}

// `statement.issue` as people read it: Statement issue.
const words = (act) => act.charAt(0).toUpperCase() + act.slice(1).replaceAll(/[._]/g, ' ');
