import { el, keepingFocus, panel } from '../parts/dom.js';
import { getJson, isAbort } from '../server/api.js';
import { createScheduleItem } from './scheduleItem.js';

const PACE = 15000;
const NOTE = 'Statements that are issued every month by themselves, and how their last run ended.';

// Schedules of statements. Whoever may not read them sees no panel; neither does anybody where there are none.
export function createSchedulesPanel() {
  let refused = false;
  const items = new Map();
  const list = el('ul', { class: 'schedules', id: 'schedules' });
  const view = panel({ id: 'panel-schedules', title: 'Schedules', note: NOTE, children: [list] });
  view.element.hidden = true;

  // What did not change stays the same element, so that it also stays open.
  function item(schedule) {
    const signature = JSON.stringify(schedule);
    if (items.get(schedule.schedule)?.signature !== signature) items.set(schedule.schedule, { signature, element: createScheduleItem(schedule) });
    return items.get(schedule.schedule).element;
  }

  function show(schedules) {
    const wanted = schedules.map(item);
    if (wanted.length !== list.children.length || wanted.some((node, index) => list.children[index] !== node)) keepingFocus(list, () => list.replaceChildren(...wanted));
    view.element.hidden = schedules.length === 0;
  }

  const pace = () => (refused ? Infinity : PACE);
  return {
    element: view.element,
    setError: view.setError,
    interval: pace,
    slowest: pace,
    async refresh({ signal }) {
      if (refused) return null;
      try {
        show((await getJson('/v1/statement-schedules', {}, { signal })).schedules);
      } catch (error) {
        if (isAbort(error) || error.status === 401) throw error;
        refused = error.status === 403;
        view.element.hidden = refused;
        if (!refused) throw error;
      }
      return null;
    },
  };
}
