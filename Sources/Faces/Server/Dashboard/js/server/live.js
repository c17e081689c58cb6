import { withQuery } from '../values/routes.js';
import { createParser } from '../values/sse.js';
import { errorFrom } from './api.js';
import { authHeader } from './session.js';

// EventSource cannot send an Authorization header, so the stream is read with fetch.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;
// Keep-alive comments come every 15 s: longer silence means that the connection is dead.
const SILENCE = 40000;
// A browser allows few connections per host: a tab nobody looks at gives its own back.
const HIDDEN_GRACE = 30000;

export function openLive(path, params, { onTotals, onState, onRefused }) {
  const url = withQuery(path, params);
  let closed = false;
  let parked = false;
  let failures = 0;
  let controller = null;
  let wake = () => {};
  let hiddenTimer = null;

  function receive({ event, data }) {
    if (event !== 'totals' || closed) return;
    failures = 0;
    onState('live');
    onTotals(JSON.parse(data));
  }

  async function run() {
    while (!closed) {
      try {
        controller = new AbortController();
        await readStream(url, controller, receive);
      } catch (error) {
        if (closed) return;
        if (isRefusal(error)) {
          onState('offline');
          onRefused(error);
          return;
        }
      }
      if (closed) return;
      if (parked) {
        await pause(Infinity);
        continue;
      }
      failures += 1;
      onState(!navigator.onLine || failures > 3 ? 'offline' : 'reconnecting');
      await pause(backoff(failures));
    }
  }

  function pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = Number.isFinite(milliseconds) ? setTimeout(resolve, milliseconds) : null;
      wake = () => { clearTimeout(timer); resolve(); };
    });
  }

  function onVisibility() {
    clearTimeout(hiddenTimer);
    if (document.hidden) {
      hiddenTimer = setTimeout(() => { parked = true; controller.abort(); }, HIDDEN_GRACE);
    } else {
      parked = false;
      wake();
    }
  }

  const onOnline = () => wake();
  document.addEventListener('visibilitychange', onVisibility);
  window.addEventListener('online', onOnline);
  onState('connecting');
  run();

  return function close() {
    closed = true;
    clearTimeout(hiddenTimer);
    document.removeEventListener('visibilitychange', onVisibility);
    window.removeEventListener('online', onOnline);
    controller?.abort();
    wake();
  };
}

async function readStream(url, controller, onEvent) {
  let watchdog = null;
  const stillAlive = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => controller.abort(), SILENCE);
  };
  try {
    stillAlive();
    const headers = { ...authHeader(), Accept: 'text/event-stream' };
    const response = await fetch(url, { signal: controller.signal, cache: 'no-store', headers });
    if (!response.ok) throw await errorFrom(response);
    const feed = createParser(onEvent);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      stillAlive();
      feed(value);
    }
  } finally {
    clearTimeout(watchdog);
  }
}

const isRefusal = (error) => error.status >= 400 && error.status < 500 && error.status !== 408 && error.status !== 429;

function backoff(failures) {
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1));
  // Spread the return of many dashboards after a restart of the server.
  return wait * (0.75 + Math.random() * 0.25);
}
