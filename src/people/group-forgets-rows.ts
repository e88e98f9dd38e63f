import type { Forgets } from '../core/forgets'

export const groupForgets: Forgets = {
  words: {},
  person: async (unit, { people }) => {
    await unit.execute('delete from group_members where person = any($1::uuid[])', [people])
  },
}
