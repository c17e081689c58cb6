import { fileButtons } from './fileButtons.js';
import { monthName } from './format.js';
import { el, keepingFocus } from './dom.js';

// Drafts of the current month, one for each currency of the balance.
export function createDraftOffer({ payee, onDownload }) {
  const list = el('ul', { class: 'draft-list' });
  const element = el('div', { class: 'drafts', hidden: true }, list, el('p', { class: 'panel-note', text: 'A draft changes until its month is closed.' }));

  function draft(period, currency) {
    const name = `Draft of ${monthName(period)}`;
    const title = `${name} in ${currency}`;
    const download = (format) => onDownload({ title: `${title}, ${format.toUpperCase()}`, path: `/v1/statement-drafts/${encodeURIComponent(payee)}`,
      params: { period, currency, format }, format, fallbackName: `draft_${period}_${currency}.${format}` });
    return el('li', {}, el('span', {}, `${name} `, el('strong', { text: currency })), ...fileButtons({ title, key: `draft/${currency}`, onChoose: download }));
  }

  return {
    element,
    update({ period, balances }) {
      const currencies = balances.map((balance) => balance.currency).sort();
      const signature = [period, ...currencies].join();
      if (list.dataset.signature === signature) return;
      list.dataset.signature = signature;
      keepingFocus(list, () => list.replaceChildren(...currencies.map((currency) => draft(period, currency))));
      element.hidden = currencies.length === 0;
    },
  };
}
