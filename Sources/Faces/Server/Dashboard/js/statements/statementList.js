import { el, heading, setAttr } from '../parts/dom.js';
import { createPagedList } from '../parts/pagedList.js';
import { capitalised } from '../values/format.js';
import { createStatementRow, STATEMENT_COLUMNS } from './statementRow.js';

// Statements, the newest first; the stylesheet lays the table out otherwise on a narrow page, where without roles it
// would not be a table. One that is issued may supersede any of the older ones. `ask` gives the page of a cursor.
export function createStatementList({ onDownload, ask }) {
  const titleOf = (key) => (key === 'files' ? 'Document' : capitalised(key));
  const column = (key) =>
    heading([titleOf(key), key === 'payable' ? 'num' : ''], { role: 'columnheader', 'data-column': key });
  const head = el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, STATEMENT_COLUMNS.map(column)));
  const caption = el('caption.visually-hidden', 'Statements');
  const list = createPagedList({
    container: el('table.statements', { id: 'statements', role: 'table' }), lead: [caption, head], name: 'statements',
    keyOf: ({ id }) => id, createItem: (one) => createStatementRow(one, { onDownload }), ask, empty: 'Loading…',
    first: 6,
  });
  const element = el('div.statement-list', list.parts);
  return {
    element,
    expect() {
      list.expect();
      setAttr(element, 'aria-busy', 'true');
    },
    update(page, emptyText) {
      list.update(page, emptyText);
      setAttr(element, 'aria-busy', null);
    },
  };
}
