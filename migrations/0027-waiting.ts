import type { Migration } from '../src/store/migrate'

/**
 * The tickets that nobody has wait in indexes of their own, of the desk and of each queue, in the order of their turns: a
 * claim takes them out. In the index of the assignees the planner takes them for so few that it reads and sorts them all.
 */
export const waiting: Migration = {
  name: '0027-waiting',
  up: `
drop index tickets_assignee;
create index tickets_assignee on tickets (desk, assignee, number) where assignee is not null and status not in ('solved', 'closed');
drop index tickets_queue;
create index tickets_queue on tickets (desk, queue, turn, number) where assignee is null and status not in ('solved', 'closed');
create index tickets_waiting on tickets (desk, turn, number) where assignee is null and status not in ('solved', 'closed');
`,
}
