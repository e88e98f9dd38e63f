import type { Forgets } from '../../core/forgets'

export const waitingForgets: Forgets = {
  words: { waiting: ['content'] },
  person: async (unit, { people }) => {
    await unit.execute('delete from waiting where person = any($1::uuid[])', [people])
  },
  ticket: async (unit, { number }) => {
    await unit.execute('delete from waiting where ticket = $1::bigint', [number])
  },
  exports: {
    waiting: `select ticket, at, content->'text' as text from waiting where person = any($1::uuid[]) order by at`,
  },
}
