import { amountCell } from '../../parts/amountCell.js';
import { el, keepingFocus, setAttr, setText } from '../../parts/dom.js';
import { createLimitedRows } from '../../parts/limitedRows.js';
import { checks, groupAccounts } from '../../values/accountGroups.js';
import { plural } from '../../values/format.js';
import { formatExact, formatMinor, parseAmount } from '../../values/money.js';
import { accountButton } from './accountButton.js';

const COLUMNS = [['account', 'Account'], ['currency', 'Currency'], ['debits', 'Debits'], ['credits', 'Credits'], ['balance', 'Balance']];

// Every account with its balance, by group, and whether each currency's come to zero.
export function createTrialBalance({ onAccount }) {
  const proofs = el('ul', { class: 'proofs', id: 'trial-totals', 'aria-label': 'Whether the books balance' });
  const head = el('thead', {}, el('tr', {}, ...COLUMNS.map(([key, text], index) => el('th', { scope: 'col', class: index > 1 ? 'num' : '', 'data-column': key, text }))));
  const table = el('table', { id: 'trial-balance' }, el('caption', { class: 'visually-hidden', text: 'Trial balance' }), head);
  const scroll = el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Trial balance' }, table);
  const element = el('section', { class: 'trial', 'aria-labelledby': 'trial-title' }, el('h3', { id: 'trial-title', text: 'Trial balance' }), proofs, scroll,
    el('p', { class: 'panel-note', text: 'Debits are positive and credits negative. Choose an account to see its entries.' }));
  const sumLines = new Map();

  function bodyOf(line) {
    if (!line.accounts) return accountRow(line, onAccount);
    if (!sumLines.has(line.key)) sumLines.set(line.key, createSumLine(onAccount));
    return sumLines.get(line.key).update(line);
  }

  function groupBodies(group) {
    const title = el('tbody', { class: 'group' }, el('tr', {}, el('th', { scope: 'rowgroup', colspan: COLUMNS.length }, group.title, ' ', el('span', { class: 'detail', text: group.what }))));
    const bodies = [title];
    let plain = null;
    for (const line of group.lines) {
      const part = bodyOf(line);
      if (part.localName === 'tbody') {
        bodies.push(part);
        plain = null;
      } else {
        if (!plain) bodies.push(plain = el('tbody'));
        plain.append(part);
      }
    }
    return bodies;
  }

  return {
    element,
    update(answer) {
      proofs.replaceChildren(...checks(answer).map(proof));
      keepingFocus(table, () => table.replaceChildren(table.caption, head, ...groupAccounts(answer.accounts).flatMap(groupBodies)));
    },
  };
}

function proof({ currency, debits, credits, rest }) {
  const isZero = rest === 0n;
  const sides = `debits ${formatExact(debits)}, credits ${formatExact(credits)}`;
  return el('li', { class: isZero ? 'proof' : 'proof bad', title: sides, 'data-currency': currency, 'data-balanced': String(isZero) },
    el('span', { class: 'proof-mark', 'aria-hidden': 'true', text: isZero ? '✓' : '✗' }), el('strong', { text: currency }),
    isZero ? ' balances to zero' : ` is off by ${formatMinor(rest, currency)}`);
}

function cells(line) {
  return [el('td', { class: 'currency', text: line.currency }), ...['debits', 'credits', 'balance'].map((field) => {
    const cell = amountCell(line[field], line.currency);
    setAttr(cell, 'data-column', field);
    if ((parseAmount(line[field]) ?? 0n) === 0n) cell.classList.add('none');
    return cell;
  })];
}

function accountRow(line, onAccount) {
  const button = accountButton(line.account, { key: `${line.account}/${line.currency}`, title: `${line.account} in ${line.currency}: ${plural(line.entries, 'entry', 'entries')}`,
    onChoose: () => onAccount(line.account, line.currency) });
  return el('tr', {}, el('th', { scope: 'row' }, button), ...cells(line));
}

// Thousands of accounts as their sum; opened, the first of them, and a field to find others.
function createSumLine(onAccount) {
  let line = null;
  let isOpen = false;
  const rows = createLimitedRows({ label: 'Find an account', keyOf: (account) => account.account, onChange: fill });
  const button = el('button', { type: 'button', class: 'opener', 'aria-expanded': 'false', on: { click: () => { isOpen = !isOpen; fill(); } } });
  const filterRow = el('tr', { class: 'filter-row' }, el('td', { colspan: COLUMNS.length }, rows.element));
  const head = el('tr', { class: 'sum' });
  const body = el('tbody', { class: 'opened' }, head);

  function fill() {
    setAttr(button, 'aria-expanded', String(isOpen));
    setAttr(body, 'data-open', isOpen ? 'true' : null);
    const shown = isOpen ? rows.of(line.accounts).map((account) => accountRow(account, onAccount)) : [];
    keepingFocus(body, () => {
      // What stands before the accounts stays in place: moving it would close a phone's keyboard.
      while (body.childElementCount > (isOpen && filterRow.parentElement ? 2 : 1)) body.lastElementChild.remove();
      if (isOpen && !filterRow.parentElement) body.append(filterRow);
      body.append(...shown);
    });
  }

  return {
    update(next) {
      line = next;
      setText(button, plural(line.accounts.length, 'account'));
      head.replaceChildren(el('th', { scope: 'row' }, button), ...cells(line));
      fill();
      return body;
    },
  };
}
