// Moves a shown quantity towards its newest value. BigInt throughout: every shown step is a
// whole number of the smallest unit and the last step is exactly the target.

const DURATION = 500;
const reduced = window.matchMedia('(prefers-reduced-motion: reduce)');

export function createTicker(render) {
  let shown = null;
  let start = null;
  let target = null;
  let startedAt = 0;
  let frame = 0;

  function step(time) {
    const progress = Math.min(1, Math.max(0, (time - startedAt) / DURATION));
    shown = progress >= 1 ? target : start + ((target - start) * BigInt(Math.round(progress * 1000))) / 1000n;
    render(shown, target);
    frame = progress < 1 ? requestAnimationFrame(step) : 0;
  }

  return {
    set(value) {
      if (value === target) return;
      const jump = shown === null || reduced.matches || document.hidden;
      target = value;
      cancelAnimationFrame(frame);
      frame = 0;
      if (jump) {
        shown = value;
        render(shown, target);
        return;
      }
      start = shown;
      startedAt = performance.now();
      frame = requestAnimationFrame(step);
    },
    reset() {
      cancelAnimationFrame(frame);
      shown = target = null;
    },
  };
}
