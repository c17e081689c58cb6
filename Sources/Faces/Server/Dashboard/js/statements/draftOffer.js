import { el, keepingFocus } from '../parts/dom.js';
import { fileButtons } from '../parts/fileButtons.js';
import { monthName } from '../values/format.js';

// Drafts of the current month, one for each currency of the balance; of a label also the one over all its artists.
export function createDraftOffer({ payee, label, onDownload }) {
  const list = el('ul', { class: 'draft-list' });
  const element = el('div', { class: 'drafts', hidden: true }, list, el('p', { class: 'panel-note', text: 'A draft changes until its month is closed.' }));

  function draft(period, currency, kind) {
    const [name, path] = kind === 'label'
      ? [`All artists, ${monthName(period)}`, '/v1/label-statement-drafts']
      : [`Draft of ${monthName(period)}`, '/v1/statement-drafts'];
    const title = `${name} in ${currency}`;
    const download = (format) => onDownload({ title: `${title}, ${format.toUpperCase()}`, path: `${path}/${encodeURIComponent(kind === 'label' ? label : payee)}`,
      params: { period, currency, format }, format, fallbackName: `draft_${kind}_${period}_${currency}.${format}` });
    return el('li', {}, el('span', {}, `${name} `, el('strong', { text: currency })), ...fileButtons({ title, key: `draft/${kind}/${currency}`, onChoose: download }));
  }

  return {
    element,
    update({ period, balances }) {
      const currencies = balances.map((balance) => balance.currency).sort();
      const signature = [period, ...currencies].join();
      if (list.dataset.signature === signature) return;
      list.dataset.signature = signature;
      keepingFocus(list, () => list.replaceChildren(
        ...currencies.flatMap((currency) => (label ? ['payee', 'label'] : ['payee']).map((kind) => draft(period, currency, kind)))));
      element.hidden = currencies.length === 0;
    },
  };
}
