const INTERVAL = 30000;

// Tells screen readers a text at once.
export function announce(text) {
  document.getElementById('announcer').textContent = text;
}

// Tells screen readers a total now and then, not at every tick.
export function createAnnouncer() {
  let last = 0;
  return {
    offer(text) {
      if (Date.now() - last < INTERVAL) return;
      last = Date.now();
      announce(text());
    },
    reset() { last = 0; },
  };
}
