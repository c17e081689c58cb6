import { el, keepingFocus, setText } from '../../parts/dom.js';
import { capitalised, keyName, longDay, plural } from '../../values/format.js';

export function kindName({ kind, cause }) {
  return `${capitalised(keyName(kind))}${cause ? ` · ${keyName(cause)}` : ''}`;
}

// The latest transactions, newest first. `onOlder` loads the page after, `onOpen` shows one.
export function createTransactionList({ onOpen, onOlder }) {
  let known = [];
  let next = null;
  let hasOlder = false;
  const list = el('ol', { class: 'transactions', id: 'transactions', reversed: true });
  const empty = el('p', { class: 'empty' }, 'Nothing is posted yet: run ', el('code', { text: 'ledgerline ledger post' }), '.');
  const older = el('button', { type: 'button', class: 'quiet more', text: 'Show older ones', on: { click: loadOlder } });
  const element = el('section', { class: 'latest', 'aria-labelledby': 'transactions-title' }, el('h3', { id: 'transactions-title', text: 'Latest transactions' }), empty, list, older);

  async function loadOlder() {
    older.disabled = true;
    setText(older, 'Loading…');
    try {
      const page = await onOlder(next);
      known = [...known, ...page.transactions.filter((one) => one.id < known.at(-1).id)];
      next = page.next;
      hasOlder = true;
      setText(older, 'Show older ones');
    } catch {
      setText(older, 'That did not work: try again');
    }
    older.disabled = false;
    render();
  }

  function render() {
    // One that was loaded earlier may have been reversed since.
    const reversals = new Map(known.filter((one) => one.reverses).map((one) => [one.reverses, one.id]));
    keepingFocus(list, () => list.replaceChildren(...known.map((one) => item({ ...one, reversed_by: one.reversed_by ?? reversals.get(one.id) }, onOpen))));
    empty.hidden = known.length > 0;
    older.hidden = !next;
  }

  return {
    element,
    update(page) {
      const oldest = page.transactions.at(-1)?.id;
      // Older ones stay while the newest still reach them; after more postings than a page there is a gap.
      hasOlder &&= known[0].id >= oldest;
      const rest = hasOlder ? known.filter((one) => one.id < oldest) : [];
      if (!hasOlder) next = page.next;
      const signature = JSON.stringify([page.transactions, next]);
      known = [...page.transactions, ...rest];
      if (list.dataset.signature === signature) return;
      list.dataset.signature = signature;
      render();
    },
  };
}

function item(one, onOpen) {
  const facts = [longDay(one.accounting_date), one.earning_period && `earned in ${one.earning_period}`, one.lines ? plural(one.lines, 'line') : null];
  const mark = one.reversed_by ? `reversed by ${one.reversed_by}` : one.reverses ? `reverses ${one.reverses}` : '';
  return el('li', {}, el('button', { type: 'button', 'data-key': `transaction/${one.id}`, title: one.reference, class: one.reversed_by ? 'taken-back' : '', on: { click: () => onOpen(one.id) } },
    el('span', { class: 'transaction-kind' }, el('span', { class: 'name', text: kindName(one) }), mark ? el('span', { class: 'badge', text: mark }) : null),
    el('span', { class: 'transaction-number', text: `#${one.id}` }),
    el('span', { class: 'detail', text: facts.filter(Boolean).join(' · ') }),
    one.reason ? el('span', { class: 'detail transaction-reason', dir: 'auto', text: `“${one.reason}”` }) : null));
}
