import type { Forgets } from '../core/forgets'

export const dueForgets: Forgets = {
  words: {},
  ticket: async (unit, { number }) => {
    await unit.execute(`delete from due where desk = $2 and split_part(subject, ':', 1) = $1::bigint::text`, [
      number,
      unit.desk,
    ])
    await unit.execute(
      `update clocks set state = 'cancelled', due_at = null, remaining_ms = null where ticket = $1::bigint and state in ('running', 'paused')`,
      [number],
    )
  },
}
