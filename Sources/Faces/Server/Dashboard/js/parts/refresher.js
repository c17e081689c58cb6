import { explain, isAbort } from '../server/api.js';

const TICK = 500;
// Without changes reported by the stream, look again now and then all the same.
const SLOWEST = 15000;

// Runs sections of a page: at once when the filters change, afterwards only when the ledger
// moved, never faster than each section's own interval and never on a hidden page. A section that
// depends on more than plays says with `slowest` how long it may stay as it is.
export function createRefresher(sections, { getFilters, onAnswer }) {
  const jobs = sections.map((section) => ({ section, dirty: true, ranAt: 0, controller: null }));

  async function run(job) {
    job.controller?.abort();
    const controller = new AbortController();
    Object.assign(job, { controller, dirty: false, ranAt: Date.now() });
    try {
      const answer = await job.section.refresh({ filters: getFilters(), signal: controller.signal });
      job.section.setError(null);
      onAnswer?.(answer);
    } catch (error) {
      if (isAbort(error)) return;
      job.section.setError(explain(error), () => run(job));
      if (!(error.status >= 400 && error.status < 500)) job.dirty = true;
    } finally {
      if (job.controller === controller) job.controller = null;
    }
  }

  function tick() {
    if (document.hidden) return;
    for (const job of jobs) {
      const age = Date.now() - job.ranAt;
      const pace = job.dirty ? job.section.interval() : job.section.slowest?.() ?? SLOWEST;
      if (!job.controller && age >= pace) run(job);
    }
  }
  const timer = setInterval(tick, TICK);

  return {
    touch() {
      for (const job of jobs) job.dirty = true;
    },
    restart(section) {
      for (const job of jobs) if (!section || job.section === section) run(job);
    },
    stop() {
      clearInterval(timer);
      for (const job of jobs) job.controller?.abort();
    },
  };
}
