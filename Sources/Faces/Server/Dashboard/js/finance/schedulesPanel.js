import { el } from '../parts/dom.js';
import { createPagedList } from '../parts/pagedList.js';
import { createRestrictedPanel } from '../parts/panel.js';
import { getJson } from '../server/api.js';
import { createScheduleItem } from './scheduleItem.js';

const PACE = 15000;
const NOTE = 'Statements that are issued every month by themselves, and how their last run ended.';

// Schedules of statements; there is no panel where there are none.
export function createSchedulesPanel() {
  const container = el('ul.schedules', { id: 'schedules' });
  const list = createPagedList({
    container, name: 'schedules', keyOf: ({ schedule }) => schedule, createItem: createScheduleItem,
  });
  return createRestrictedPanel({
    id: 'panel-schedules', title: 'Schedules', note: NOTE, children: [container], isNeeded: () => !container.hidden,
    pace: PACE, load: async ({ signal }) => list.update(await getJson('/v1/statement-schedules', {}, { signal })),
  });
}
