import { el, keepingFocus, setAttr, setText } from '../parts/dom.js';
import { formatCount } from '../values/format.js';
import { createStatementRow, STATEMENT_COLUMNS } from './statementRow.js';

const FIRST = 6;

// Statements, the newest first. `onOlder` loads the page after.
export function createStatementTable({ onDownload, onOlder }) {
  let known = [];
  let next = null;
  let showsAll = false;
  let signature = null;
  const rows = new Map();
  const head = el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, ...STATEMENT_COLUMNS.map(([key, text]) =>
    el('th', { role: 'columnheader', scope: 'col', class: key === 'payable' ? 'num' : '', 'data-column': key, text }))));
  // The stylesheet lays it out otherwise on a narrow page; without roles it would not be a table then.
  const table = el('table', { class: 'statements', id: 'statements', role: 'table', hidden: true }, el('caption', { class: 'visually-hidden', text: 'Statements' }), head);
  const empty = el('p', { class: 'empty', text: 'Loading…' });
  const more = el('button', { type: 'button', class: 'quiet more', hidden: true, on: { click: () => { showsAll = !showsAll; render(); } } });
  const older = el('button', { type: 'button', class: 'quiet more', text: 'Show older ones', hidden: true, on: { click: loadOlder } });
  const element = el('div', { class: 'statement-list' }, table, empty, more, older);

  async function loadOlder() {
    const asked = signature;
    older.disabled = true;
    setText(older, 'Loading…');
    let text = 'Show older ones';
    try {
      const page = await onOlder(next);
      // Other ones may be shown by now.
      if (asked === signature) {
        known = [...known, ...page.statements];
        next = page.next ?? null;
      }
    } catch {
      text = 'That did not work: try again';
    }
    setText(older, text);
    older.disabled = false;
    render();
  }

  // What did not change stays the same element, so that it also stays open.
  function row(statement) {
    const mark = JSON.stringify(statement);
    if (rows.get(statement.id)?.mark !== mark) rows.set(statement.id, { mark, element: createStatementRow(statement, { onDownload }) });
    return rows.get(statement.id).element;
  }

  function render() {
    const wanted = [head, ...(showsAll ? known : known.slice(0, FIRST)).map(row)];
    const shown = [...table.children].slice(1);
    if (wanted.length !== shown.length || wanted.some((node, index) => shown[index] !== node)) keepingFocus(table, () => table.replaceChildren(table.caption, ...wanted));
    table.hidden = known.length === 0;
    empty.hidden = known.length > 0;
    more.hidden = known.length <= FIRST;
    setText(more, showsAll ? 'Show fewer' : `Show ${next ? 'the first' : 'all'} ${formatCount(known.length)}`);
    older.hidden = !next || (!showsAll && !more.hidden);
  }

  return {
    element,
    // Others are asked for; until they come, what is there stays.
    expect() {
      signature = null;
      showsAll = false;
      setAttr(element, 'aria-busy', 'true');
    },
    // Older ones stay while the newest are the same; one that is issued may supersede any of them.
    update(page, emptyText) {
      const mark = JSON.stringify(page);
      setText(empty, emptyText);
      setAttr(element, 'aria-busy', null);
      if (mark === signature) return;
      signature = mark;
      known = page.statements;
      next = page.next ?? null;
      render();
    },
  };
}
