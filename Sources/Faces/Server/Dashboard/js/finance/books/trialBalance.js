import { amountCell } from '../../parts/amountCell.js';
import { button, el, heading, keepingFocus, rowHead, scrollBox, setAttr, setText } from '../../parts/dom.js';
import { createLimitedRows } from '../../parts/limitedRows.js';
import { checks, groupAccounts } from '../../values/accountGroups.js';
import { capitalised, plural } from '../../values/format.js';
import { formatExact, formatMinor, isZero } from '../../values/money.js';
import { accountButton } from './accountButton.js';

const COLUMNS = ['account', 'currency', 'debits', 'credits', 'balance'];

// Every account with its balance, by group, and a proof for each currency that they come to zero.
export function createTrialBalance({ onAccount }) {
  const proofs = el('ul.proofs', { id: 'trial-totals', 'aria-label': 'Whether the books balance' });
  const head = el('thead', el('tr', COLUMNS.map((key, index) =>
    heading([capitalised(key), index > 1 ? 'num' : ''], { 'data-column': key }))));
  const table = el('table', { id: 'trial-balance' }, el('caption.visually-hidden', 'Trial balance'), head);
  const title = el('h3', { id: 'trial-title' }, 'Trial balance');
  const note = 'Debits are positive and credits negative. Choose an account to see its entries.';
  const sumLines = new Map();

  function sumBody(line) {
    if (!sumLines.has(line.key)) sumLines.set(line.key, createSumLine(onAccount));
    return sumLines.get(line.key).update(line);
  }

  // A sum has a body of its own, in which it opens; the accounts between two sums share one.
  function groupBodies({ title: name, what, lines }) {
    const bodies = [el('tbody.group', el('tr',
      el('th', { scope: 'rowgroup', colspan: COLUMNS.length }, name, ' ', el('span.detail', what))))];
    let plain = null;
    for (const line of lines) {
      if (!line.accounts && !plain) bodies.push(plain = el('tbody'));
      if (line.accounts) bodies.push(sumBody(line));
      else plain.append(accountRow(line, onAccount));
      if (line.accounts) plain = null;
    }
    return bodies;
  }

  return {
    element: el('section.trial', { 'aria-labelledby': title.id }, title, proofs, scrollBox('Trial balance', table),
      el('p.panel-note', note)),
    update(answer) {
      proofs.replaceChildren(...checks(answer).map(proof));
      const bodies = groupAccounts(answer.accounts).flatMap(groupBodies);
      keepingFocus(table, () => table.replaceChildren(table.caption, head, ...bodies));
    },
  };
}

function proof({ currency, debits, credits, rest }) {
  const balances = rest === 0n;
  const title = `debits ${formatExact(debits)}, credits ${formatExact(credits)}`;
  const props = { title, 'data-currency': currency, 'data-balanced': String(balances) };
  return el('li.proof', { class: balances ? '' : 'bad', ...props },
    el('span.proof-mark', { 'aria-hidden': 'true' }, balances ? '✓' : '✗'), el('strong', currency),
    balances ? ' balances to zero' : ` is off by ${formatMinor(rest, currency)}`);
}

function cells(line) {
  return [el('td.currency', line.currency), ...['debits', 'credits', 'balance'].map((field) => {
    const cell = amountCell(line[field], line.currency);
    setAttr(cell, 'data-column', field);
    if (isZero(line[field])) cell.classList.add('none');
    return cell;
  })];
}

function accountRow(line, onAccount) {
  const { account, currency } = line;
  return el('tr', rowHead(accountButton(account, {
    key: `${account}/${currency}`, title: `${account} in ${currency}: ${plural(line.entries, 'entry', 'entries')}`,
    onChoose: () => onAccount(account, currency),
  })), ...cells(line));
}

// Thousands of accounts as their sum; opened, the first of them, and a field to find others.
function createSumLine(onAccount) {
  let line = null;
  let isOpen = false;
  const rows = createLimitedRows({ label: 'Find an account', keyOf: ({ account }) => account, onChange: fill });
  const opener = button('', toggle, { class: 'opener', 'aria-expanded': 'false' });
  const filterRow = el('tr.filter-row', el('td', { colspan: COLUMNS.length }, rows.element));
  const head = el('tr.sum');
  const body = el('tbody.opened', head);

  function toggle() {
    isOpen = !isOpen;
    fill();
  }

  function fill() {
    setAttr(opener, 'aria-expanded', String(isOpen));
    setAttr(body, 'data-open', isOpen ? 'true' : null);
    const shown = isOpen ? rows.of(line.accounts).map((account) => accountRow(account, onAccount)) : [];
    keepingFocus(body, () => {
      // The rows before the accounts stay in place: moving them would close a phone's keyboard.
      while (body.childElementCount > (isOpen && filterRow.parentElement ? 2 : 1)) body.lastElementChild.remove();
      if (isOpen && !filterRow.parentElement) body.append(filterRow);
      body.append(...shown);
    });
  }

  return {
    update(next) {
      line = next;
      setText(opener, plural(line.accounts.length, 'account'));
      head.replaceChildren(rowHead(opener), ...cells(line));
      fill();
      return body;
    },
  };
}
