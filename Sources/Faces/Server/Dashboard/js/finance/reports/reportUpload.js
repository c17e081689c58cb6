import { announce } from '../../parts/announcer.js';
import { button, el, setAttr, setText, write } from '../../parts/dom.js';
import { ApiError, explain, isAbort, sendFile } from '../../server/api.js';
import { formatBytes, plural } from '../../values/format.js';

const UNUSABLE = 422;
const BROKEN_OFF = 'The connection broke off. Sending it again does no harm: a report is taken once.';

// The reason of a refusal; the file's name stands beside it already.
const refusal = (error, { name }) => explain(error).replace(`${name.normalize('NFC')}: `, '');

// Sends a platform's report, says how far it is, and what became of it. One at a time. `onRefused` is told of a file
// whose content is not taken.
export function createReportUpload({ onTaken, onOpen, onRefused }) {
  let supersedes = null;
  let controller = null;
  let taken = null;
  const input = el('input', {
    type: 'file', hidden: true, 'aria-label': 'A platform’s report', on: { change: begin },
  });
  const chooser = button('Upload a report…', () => choose(null), { class: 'file-button' });
  const title = el('span.download-title', { dir: 'auto' });
  const text = el('span.detail', { role: 'status' });
  const progress = el('progress', { 'aria-label': 'Sending the report' });
  const open = button('Look at it', () => onOpen(taken), { class: 'file-button' });
  const end = button('', () => (controller ? controller.abort() : hide()), { class: 'quiet' });
  const actions = el('span.download-actions', open, end);
  const element = el('div.upload', { hidden: true }, input, title, text, actions, progress);

  // `corrected` is the report whose place it is to take.
  function choose(corrected) {
    supersedes = corrected;
    input.value = '';
    input.click();
  }

  function begin() {
    if (input.files[0]) start(input.files[0]);
  }

  async function start(file) {
    controller?.abort();
    const mine = controller = new AbortController();
    taken = null;
    setText(title, file.name);
    showProgress(0, file.size);
    try {
      // Names are written in Unicode's normal form C here; some systems keep files under another.
      const params = { file: file.name.normalize('NFC'), supersedes };
      const onProgress = (sent) => showProgress(sent, file.size);
      const answer = await sendFile('/v1/reconciliations', params, file, { signal: mine.signal, onProgress });
      if (mine === controller) showTaken(answer);
    } catch (error) {
      if (mine !== controller) return;
      controller = null;
      if (isAbort(error)) hide();
      else show('failed', error instanceof ApiError ? refusal(error, file) : BROKEN_OFF);
      if (error.status === UNUSABLE) onRefused(file);
    }
  }

  function showProgress(sent, size) {
    if (sent < size) show('sending', `${formatBytes(sent)} of ${formatBytes(size)}`, sent / size);
    else show('sending', 'Sent. It is read and compared with the plays…');
  }

  function showTaken({ report, already_known: isKnown }) {
    controller = null;
    taken = report.reconciliation;
    const known = `It was taken in before, as #${taken}: nothing changed.`;
    const rows = `${plural(report.rows, 'row')}, read as ${report.format}`;
    show('taken', isKnown ? known : `Taken in as #${taken}: ${rows}.`);
    onTaken();
  }

  function show(phase, words, share = null) {
    const isNew = element.dataset.phase !== phase;
    setAttr(element, 'data-phase', phase);
    // Counts of bytes are not for screen readers: only what became of it.
    write(text, { role: phase === 'failed' ? 'alert' : null, text: words });
    progress.hidden = phase !== 'sending';
    setAttr(progress, 'value', share);
    open.hidden = phase !== 'taken';
    setText(end, phase === 'sending' ? 'Cancel' : 'Dismiss');
    element.hidden = false;
    chooser.disabled = phase === 'sending';
    if (isNew && phase !== 'failed') announce(phase === 'sending' ? `Sending ${title.textContent}` : words);
  }

  function hide() {
    const hadFocus = element.contains(document.activeElement);
    element.hidden = true;
    setAttr(element, 'data-phase', null);
    chooser.disabled = false;
    if (hadFocus) chooser.focus({ preventScroll: true });
  }

  // A file that was looked at before, or dropped on the page.
  function take(file) {
    supersedes = null;
    start(file);
  }

  return { button: chooser, element, choose, take, cancel: () => controller?.abort() };
}
