import { el, fillOnce } from '../parts/dom.js';
import { fileButtons } from '../parts/fileButtons.js';
import { monthName } from '../values/format.js';

// Drafts of the current month, one for each currency of the balance; of a label also the one over all its artists.
export function createDraftOffer({ payee, label, onDownload }) {
  const list = el('ul.draft-list');
  const note = el('p.panel-note', 'A draft changes until its month is closed.');
  const element = el('div.drafts', { hidden: true }, list, note);
  const kinds = {
    payee: { title: 'Draft of', path: `/v1/statement-drafts/${encodeURIComponent(payee)}` },
    label: { title: 'All artists,', path: `/v1/label-statement-drafts/${encodeURIComponent(label)}` },
  };

  function draft(period, currency, kind) {
    const { title, path } = kinds[kind];
    const name = `${title} ${monthName(period)}`;
    const files = fileButtons({
      title: `${name} in ${currency}`, key: `draft/${kind}/${currency}`, onDownload,
      fileOf: (format) => ({
        path, params: { period, currency, format }, fallbackName: `draft_${kind}_${period}_${currency}`,
      }),
    });
    return el('li', el('span', `${name} `, el('strong', currency)), files);
  }

  return {
    element,
    update({ period, balances }) {
      const currencies = balances.map((balance) => balance.currency).sort();
      const shown = Object.keys(kinds).filter((kind) => kind === 'payee' || label);
      fillOnce(list, [period, ...currencies].join(), () =>
        currencies.flatMap((currency) => shown.map((kind) => draft(period, currency, kind))));
      element.hidden = currencies.length === 0;
    },
  };
}
