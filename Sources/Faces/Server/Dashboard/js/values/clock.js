// The server's idea of now: the reader's own clock may be wrong by hours, and days are UTC days.

let offset = null;
let fromDate = false;

export function observeDate(header) {
  const time = Date.parse(header ?? '');
  if (Number.isNaN(time)) return;
  // A Date header is cut to whole seconds.
  if (!fromDate || Math.abs(time - now()) > 2000) offset = time + 500 - Date.now();
  fromDate = true;
}

// "as of" never lies in the server's future, but on an idle ledger it may lie far in the past.
export function observe(asOf) {
  const time = Date.parse(asOf ?? '');
  if (Number.isNaN(time)) return;
  offset = Math.max(offset ?? -Infinity, time - Date.now());
}

export const now = () => Date.now() + (offset ?? 0);
export const today = () => isoDay(now());
export const isoDay = (time) => new Date(time).toISOString().slice(0, 10);
