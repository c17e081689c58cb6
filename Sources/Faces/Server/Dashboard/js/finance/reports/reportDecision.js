import { el } from '../../parts/dom.js';
import { explain, postJson } from '../../server/api.js';

export const ACCEPT = {
  verb: 'Accept', path: 'accept', needsReason: false,
  what: 'With the next posting, what it reports stands in the place of what the plays imply, in the countries it speaks of. It is compared once more first. An accepted report is not rejected any more: only a file that corrects it takes its place.',
};
export const REJECT = {
  verb: 'Reject', path: 'reject', needsReason: true,
  what: 'The estimate stays as it is. It may be accepted later all the same.',
};

// Asks before a report is accepted or rejected.
export function openDecision(report, decision, { onDone, onCancel }) {
  const reason = decision.needsReason ? el('textarea', { id: 'decision-reason', rows: '3', maxlength: '1000', required: true }) : null;
  const problem = el('p', { class: 'notice', role: 'alert', hidden: true });
  const submit = el('button', { type: 'submit', class: 'primary', text: decision.verb });
  const cancel = el('button', { type: 'button', class: 'quiet', text: 'Cancel', on: { click: onCancel } });

  async function decide(event) {
    event.preventDefault();
    submit.disabled = cancel.disabled = true;
    problem.hidden = true;
    try {
      await postJson(`/v1/reconciliations/${report.reconciliation}/${decision.path}`, reason ? { reason: reason.value.trim() } : {});
      onDone();
    } catch (error) {
      problem.textContent = explain(error);
      problem.hidden = false;
      submit.disabled = cancel.disabled = false;
    }
  }

  return [el('form', { class: 'decision', on: { submit: decide } }, el('p', { text: decision.what }),
    reason ? el('label', { for: reason.id, text: 'Why' }) : null, reason, problem, el('p', { class: 'decisions' }, submit, cancel))];
}
