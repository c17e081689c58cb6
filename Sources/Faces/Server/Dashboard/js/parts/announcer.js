// Screen readers hear the total now and then, not at every tick.

const INTERVAL = 30000;
const region = () => document.getElementById('announcer');

export function createAnnouncer() {
  let last = 0;
  return {
    offer(text) {
      if (Date.now() - last < INTERVAL) return;
      last = Date.now();
      region().textContent = text();
    },
    reset() { last = 0; },
  };
}
