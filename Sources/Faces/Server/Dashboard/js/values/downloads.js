import { formatBytes } from './format.js';

// The state of a download in words.
export function describeDownload({ phase, received, total, place, isHeld, why }) {
  switch (phase) {
    case 'queued': return 'Waits for the others';
    case 'waiting': return 'The server is preparing it…';
    case 'receiving': return describeReceiving(received, total, place, isHeld);
    case 'saving': return 'Saving…';
    case 'saved': return `Downloaded, ${formatBytes(received)}`;
    case 'failed': return why;
    default: return '';
  }
}

function describeReceiving(received, total, place, isHeld) {
  const whole = total === null ? '' : ` of ${formatBytes(total)}`;
  if (isHeld && place !== 'chosen') return `A large file${whole}: choose where to save it.`;
  const sizes = formatBytes(received) + (whole || ' so far');
  return place === 'refused' ? `${sizes} · held in memory: the browser lets no place be chosen` : sizes;
}

// The name of an answer's file, with nothing in it that a disk would take for more than a name.
export function fileName(headers) {
  const [, name] = /filename="([^"]+)"/i.exec(headers.get('content-disposition') ?? '') ?? [];
  return name?.replace(/[\\/:*?<>|\p{Cc}]/gu, '_').replace(/^\.+/, '') || null;
}

// The bytes that are to arrive; nothing where they were packed for the way, for then the length says nothing.
export function fileSize(headers) {
  const length = headers.get('content-length');
  return length && !headers.get('content-encoding') ? Number(length) : null;
}
