import type { Forgets } from '../core/forgets'

export const reminderForgets: Forgets = {
  words: { reminders: ['text'] },
  person: async (unit, { people }) => {
    await unit.execute('delete from reminders where person = any($1::uuid[])', [people])
  },
  ticket: async (unit, { number }) => {
    await unit.execute('delete from reminders where ticket = $1::bigint', [number])
  },
}
