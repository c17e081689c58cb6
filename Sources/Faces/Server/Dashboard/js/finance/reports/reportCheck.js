import { announce } from '../../parts/announcer.js';
import { button, dataTable, el, rowHead, scrollBox, setAttr, setText, write } from '../../parts/dom.js';
import { ApiError, explain, isAbort, sendFile } from '../../server/api.js';
import { describeRecognition } from '../../values/recognition.js';

const BROKEN_OFF = 'The connection broke off. Nothing was stored; try again.';

// Says of a file what report it is, and why it is none of another format. Nothing of it is stored.
export function createReportCheck({ onTake }) {
  let controller = null;
  let checked = null;
  const input = el('input', {
    type: 'file', hidden: true, 'aria-label': 'A report to look at', on: { change: () => begin(input.files[0]) },
  });
  const chooser = button('Check a report…', () => { input.value = ''; input.click(); }, { class: 'file-button' });
  const title = el('span.download-title', { dir: 'auto' });
  const text = el('span.detail', { role: 'status' });
  const take = button('Take it in', () => { hide(); onTake(checked); }, { class: 'file-button' });
  const end = button('', hide, { class: 'quiet' });
  const facts = el('p.meta');
  const rows = el('tbody');
  const others = el('details', el('summary', 'Why it is of no other format'),
    scrollBox('Other formats', dataTable({
      caption: 'Formats that the file is not of', columns: ['Format', 'Why not'], body: rows,
    })));
  const element = el('div.report-check', { hidden: true }, input, title, text,
    el('span.download-actions', take, end), facts, others);

  function begin(file) {
    if (file) start(file, true);
  }

  // `mayBeTaken` is false for a file that was refused a moment ago.
  async function start(file, mayBeTaken) {
    controller?.abort();
    const mine = controller = new AbortController();
    checked = file;
    setText(title, file.name);
    show('checking', { words: 'It is looked at…', facts: '', others: [] }, false);
    try {
      const params = { file: file.name.normalize('NFC') };
      const answer = await sendFile('/v1/formats/check', params, file, { signal: mine.signal, onProgress() {} });
      if (mine !== controller) return;
      const found = describeRecognition(answer);
      show(found.state, found, mayBeTaken && found.state === 'recognised');
    } catch (error) {
      if (mine !== controller || isAbort(error)) return;
      const words = error instanceof ApiError ? explain(error) : BROKEN_OFF;
      show('failed', { words, facts: '', others: [] }, false);
    }
  }

  function show(phase, found, mayBeTaken) {
    setAttr(element, 'data-phase', phase);
    write(text, { role: phase === 'failed' ? 'alert' : null, text: found.words });
    setText(facts, found.facts);
    facts.hidden = !found.facts;
    rows.replaceChildren(...found.others.map(({ format, reason }) => el('tr', rowHead(format), el('td', reason))));
    others.hidden = found.others.length === 0;
    others.open = phase === 'unknown';
    take.hidden = !mayBeTaken;
    setText(end, phase === 'checking' ? 'Cancel' : 'Dismiss');
    element.hidden = false;
    if (phase !== 'checking' && phase !== 'failed') announce(found.words);
  }

  function hide() {
    controller?.abort();
    controller = null;
    const hadFocus = element.contains(document.activeElement);
    element.hidden = true;
    setAttr(element, 'data-phase', null);
    if (hadFocus) chooser.focus({ preventScroll: true });
  }

  return { button: chooser, element, start, cancel: () => controller?.abort() };
}
