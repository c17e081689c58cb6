import { button, el, setText } from '../../parts/dom.js';
import { explain, postJson } from '../../server/api.js';

export const ACCEPT = {
  verb: 'Accept', path: 'accept', needsReason: false,
  what: 'With the next posting, what it reports stands in the place of what the plays imply, in the countries it '
    + 'speaks of. It is compared once more first. An accepted report is not rejected any more: it is withdrawn, or a '
    + 'file that corrects it takes its place.',
};
export const REJECT = {
  verb: 'Reject', path: 'reject', needsReason: true,
  what: 'The estimate stays as it is. It may be accepted later all the same.',
};

export const WITHDRAW = {
  verb: 'Withdraw', path: 'withdraw', needsReason: true,
  what: 'With the next posting, the report that it had corrected counts again, or what the plays imply. The '
    + 'difference is posted, and it may be accepted again.',
};

// Asks before a report is accepted, rejected or withdrawn.
export function openDecision(report, { verb, path, needsReason, what }, { onDone, onCancel }) {
  const reason = needsReason && el('textarea', { id: 'decision-reason', rows: '3', maxlength: '1000', required: true });
  const problem = el('p.notice', { role: 'alert', hidden: true });
  const submit = el('button.primary', { type: 'submit' }, verb);
  const cancel = button('Cancel', onCancel, { class: 'quiet' });

  async function decide(event) {
    event.preventDefault();
    submit.disabled = cancel.disabled = problem.hidden = true;
    try {
      const body = reason ? { reason: reason.value.trim() } : {};
      await postJson(`/v1/reconciliations/${report.reconciliation}/${path}`, body);
      onDone();
    } catch (error) {
      setText(problem, explain(error));
      submit.disabled = cancel.disabled = problem.hidden = false;
    }
  }

  return [el('form.decision', { on: { submit: decide } }, el('p', what),
    reason && el('label', { for: reason.id }, 'Why'), reason, problem, el('p.decisions', submit, cancel))];
}
