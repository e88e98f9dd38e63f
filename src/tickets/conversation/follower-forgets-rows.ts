import type { Forgets } from '../../core/forgets'

export const followerForgets: Forgets = {
  words: {},
  person: async (unit, { people }) => {
    await unit.execute('delete from followers where person = any($1::uuid[])', [people])
  },
  exports: { follows: `select ticket from followers where person = any($1::uuid[]) order by ticket` },
}
