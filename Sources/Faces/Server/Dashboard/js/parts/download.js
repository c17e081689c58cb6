import { ApiError, explain, getResponse, isAbort } from '../server/api.js';
import { fileName, fileSize } from '../values/downloads.js';
import { formatBytes } from '../values/format.js';
import { canChoosePlace, createDownloadTarget } from './downloadTarget.js';

// From here on a file should go straight to the disk.
const LARGE = 32e6;
const PATIENCE = 60000;
const PACE = 200;

class SaveError extends Error {}

// Fetches a file with the token, which a link could not send, and saves it. `onChange` hears of the state:
//   phase     queued, waiting, receiving, saving; then saved, failed or cancelled
//   received  bytes so far; total: null where the server does not say
//   place     of a large file: offered, asking, chosen or refused
//   isHeld    the rest waits for the reader to choose a place
//   why       it failed
export function createDownload({ path, params, format, fallbackName, onChange }) {
  const controller = new AbortController();
  const { signal } = controller;
  const target = createDownloadTarget(format);
  const state = { phase: 'queued', received: 0, total: null, place: null, isHeld: false, why: null };
  let name = fallbackName;
  let asking = null;
  let goOn = () => {};
  let toldAt = 0;

  function tell(change) {
    Object.assign(state, change);
    toldAt = Date.now();
    onChange(state);
  }

  async function run() {
    try {
      tell({ phase: 'waiting' });
      const response = await getResponse(path, params, { signal });
      name = fileName(response.headers) ?? name;
      tell({ phase: 'receiving', total: fileSize(response.headers) });
      await receive(response.body.getReader());
      await asking;
      signal.throwIfAborted();
      tell({ phase: 'saving' });
      await saving(() => target.finish(name));
      tell({ phase: 'saved' });
    } catch (error) {
      const isCancelled = signal.aborted;
      controller.abort();
      await target.discard();
      tell(isCancelled ? { phase: 'cancelled' } : { phase: 'failed', why: reasonOf(error, state) });
    }
  }

  async function receive(reader) {
    for (;;) {
      const isLarge = Math.max(state.total ?? 0, state.received) > LARGE;
      if (isLarge && !state.place && canChoosePlace()) await offerPlace();
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      if (done) break;
      await saving(() => target.write(value));
      state.received += value.length;
      if (Date.now() - toldAt >= PACE) tell({});
    }
    if (state.total !== null && state.received !== state.total) throw new TypeError('cut off');
  }

  // The click that began it may still be enough for the browser's dialog; else there has to be another.
  // The rest is not fetched meanwhile, so that it need not be held in memory; but the server does not wait for ever.
  async function offerPlace() {
    const chosen = new Promise((resolve) => { goOn = resolve; });
    const timer = setTimeout(goOn, PATIENCE);
    signal.addEventListener('abort', goOn, { once: true });
    tell({ place: 'offered', isHeld: true });
    if (navigator.userActivation?.isActive) choosePlace();
    await chosen;
    clearTimeout(timer);
    tell({ isHeld: false });
  }

  function choosePlace() {
    if (state.place === 'offered') asking = askForPlace();
  }

  async function askForPlace() {
    try {
      // Before anything else: the browser counts from the click.
      const choice = target.choose(name);
      tell({ place: 'asking' });
      await choice;
      tell({ place: 'chosen' });
    } catch (error) {
      if (isAbort(error)) controller.abort();
      else tell({ place: 'refused' });
    }
    goOn();
  }

  return { state, run, choosePlace, cancel: () => controller.abort() };
}

async function saving(work) {
  try {
    await work();
  } catch (error) {
    throw new SaveError(SAVING[error.name] ?? error.message, { cause: error });
  }
}

const NO_PLACE = 'The browser may not write to that file.';
const NO_ROOM = 'The browser has no room for it: try one that can write to the disk itself, such as Chrome or Edge.';
const SAVING = {
  QuotaExceededError: 'There is no room left on the disk.',
  NotAllowedError: NO_PLACE,
  NoModificationAllowedError: NO_PLACE,
  NotFoundError: 'The file or its folder is not there any more.',
  NotReadableError: NO_ROOM,
  RangeError: NO_ROOM,
  AbortError: 'The browser refused to keep the file.',
};

function reasonOf(error, { received, total }) {
  if (error instanceof ApiError) return explain(error);
  if (error instanceof SaveError) return `${error.message} Nothing was saved.`;
  if (!received) return 'The server cannot be reached right now.';
  const whole = total === null ? '' : ` of ${formatBytes(total)}`;
  return `The connection broke off after ${formatBytes(received)}${whole}. Nothing was saved.`;
}
