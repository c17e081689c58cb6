import { createAnnouncer } from '../../parts/announcer.js';
import { el, setAttr, setText } from '../../parts/dom.js';
import { ApiError, explain, isAbort, sendFile } from '../../server/api.js';
import { formatBytes, plural } from '../../values/format.js';

// The name stands beside it already.
const refusal = (error, { name }) => explain(error).replace(`${name.normalize('NFC')}: `, '');

// Sends a platform's report, says how far it is, and what became of it. One at a time.
export function createReportUpload({ onTaken, onOpen }) {
  let supersedes = null;
  let controller = null;
  let taken = null;
  const announcer = createAnnouncer();
  const input = el('input', { type: 'file', hidden: true, 'aria-label': 'A platform’s report', on: { change: () => { if (input.files[0]) start(input.files[0]); } } });
  const button = el('button', { type: 'button', class: 'file-button', text: 'Upload a report…', on: { click: () => choose(null) } });
  const title = el('span', { class: 'download-title', dir: 'auto' });
  const text = el('span', { class: 'detail', role: 'status' });
  const progress = el('progress', { 'aria-label': 'Sending the report' });
  const open = el('button', { type: 'button', class: 'file-button', text: 'Look at it', on: { click: () => onOpen(taken) } });
  const end = el('button', { type: 'button', class: 'quiet', on: { click: () => (controller ? controller.abort() : hide()) } });
  const element = el('div', { class: 'upload', hidden: true }, input, title, text, el('span', { class: 'download-actions' }, open, end), progress);

  // `corrected` is the report whose place it is to take.
  function choose(corrected) {
    supersedes = corrected;
    input.value = '';
    input.click();
  }

  async function start(file) {
    controller?.abort();
    const mine = controller = new AbortController();
    taken = null;
    setText(title, file.name);
    show('sending', `0 bytes of ${formatBytes(file.size)}`);
    try {
      // Names are written in Unicode's normal form C here; some systems keep files under another.
      const params = { file: file.name.normalize('NFC'), supersedes };
      const answer = await sendFile('/v1/reconciliations', params, file, { signal: mine.signal, onProgress: (sent) => show('sending', sent < file.size
        ? `${formatBytes(sent)} of ${formatBytes(file.size)}` : 'Sent. It is read and compared with the plays…', sent < file.size ? sent / file.size : null) });
      if (mine !== controller) return;
      controller = null;
      taken = answer.report.reconciliation;
      const known = `It was taken in before, as #${taken}: nothing changed.`;
      show('taken', answer.already_known ? known : `Taken in as #${taken}: ${plural(answer.report.rows, 'row')}.`);
      onTaken();
    } catch (error) {
      if (mine !== controller) return;
      controller = null;
      if (isAbort(error)) hide();
      else show('failed', error instanceof ApiError ? refusal(error, file) : 'The connection broke off. Sending it again does no harm: a report is taken once.');
    }
  }

  function show(phase, words, share = null) {
    const isNew = element.dataset.phase !== phase;
    setAttr(element, 'data-phase', phase);
    // Counts of bytes are not for screen readers: only what became of it.
    setAttr(text, 'role', phase === 'failed' ? 'alert' : null);
    setText(text, words);
    progress.hidden = phase !== 'sending';
    setAttr(progress, 'value', share);
    open.hidden = phase !== 'taken';
    setText(end, phase === 'sending' ? 'Cancel' : 'Dismiss');
    element.hidden = false;
    button.disabled = phase === 'sending';
    if (isNew && phase !== 'failed') {
      announcer.reset();
      announcer.offer(() => (phase === 'sending' ? `Sending ${title.textContent}` : words));
    }
  }

  function hide() {
    const hadFocus = element.contains(document.activeElement);
    element.hidden = true;
    setAttr(element, 'data-phase', null);
    button.disabled = false;
    if (hadFocus) button.focus({ preventScroll: true });
  }

  return { button, element, choose, cancel: () => controller?.abort() };
}
