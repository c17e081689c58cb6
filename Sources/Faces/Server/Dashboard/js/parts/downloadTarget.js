import { el, write } from './dom.js';

// The target of a download's bytes: memory, and from there, once the reader has chosen a place, the disk.

const PART = 8e6;
const KEPT = 60000;
const TYPES = {
  csv: 'text/csv', json: 'application/json',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export const canChoosePlace = () => typeof window.showSaveFilePicker === 'function';

export function createDownloadTarget(format) {
  let loose = [];
  let looseSize = 0;
  let parts = [];
  let handle = null;
  let stream = null;
  let isOver = false;
  const type = TYPES[format];

  // A browser may keep a blob on disk; arrays stay in the page's memory.
  function pack() {
    parts.push(new Blob(loose));
    loose = [];
    looseSize = 0;
  }

  // The parts that came before the place was chosen go first.
  async function open() {
    stream = await handle.createWritable();
    pack();
    for (const part of parts) await stream.write(part);
    parts = [];
  }

  // Choosing a file has made it, empty.
  async function removeEmpty() {
    if (handle && (await handle.getFile()).size === 0) await handle.remove?.();
  }

  return {
    // Works only for a moment after a click. Rejects with an AbortError when the reader chooses nothing.
    async choose(name) {
      const types = [{ accept: { [type]: [`.${format}`] } }];
      handle = await window.showSaveFilePicker({ suggestedName: name, types });
      if (isOver) await removeEmpty().catch(() => {});
    },
    async write(bytes) {
      if (handle && !stream) await open();
      if (stream) return stream.write(bytes);
      loose.push(bytes);
      looseSize += bytes.length;
      if (looseSize >= PART) pack();
    },
    async finish(name) {
      if (handle && !stream) await open();
      if (stream) return stream.close();
      pack();
      const blob = new Blob(parts, { type });
      // One that found no room says so only when it is read.
      await blob.slice(-1).arrayBuffer();
      parts = [];
      handOver(blob, name);
    },
    // Nothing half-done stays behind, as far as the browser allows.
    async discard() {
      isOver = true;
      loose = parts = [];
      await stream?.abort().catch(() => {});
      await removeEmpty().catch(() => {});
    },
  };
}

// The browser reads the blob after the click, so its address has to live on for a while.
function handOver(blob, name) {
  const link = el('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
}
