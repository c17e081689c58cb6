// Round times for the axis labels: Chart.js alone would label every n-th point, such as 00:51.

const STEPS = {
  1: [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600],
  60: [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360],
  3600: [1, 2, 3, 6, 12, 24, 48, 72],
  86400: [1, 2, 3, 7, 14, 28, 56, 91, 182],
};
const SHORT_LABEL = 56;
const LONG_LABEL = 84;

export function roundTicks(times, width) {
  if (times.length < 2) return times.map((_, index) => index);
  const size = Math.round((times[1] - times[0]) / 1000);
  const room = Math.max(2, Math.floor(width / (size === 1 ? LONG_LABEL : SHORT_LABEL)));
  const steps = STEPS[size] ?? [1];
  const step = steps.find((candidate) => times.length / candidate <= room) ?? Math.ceil(times.length / room);
  return times.flatMap((time, index) => (Math.round(time / 1000 / size) % step === 0 ? [index] : []));
}
