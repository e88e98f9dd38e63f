import type { Forgets } from '../core/forgets'

export const attentionForgets: Forgets = {
  words: { notices: ['text'] },
  person: async (unit, { people }) => {
    await unit.execute('delete from notices where person = any($1::uuid[])', [people])
    await unit.execute('delete from attention where person = any($1::uuid[])', [people])
  },
  ticket: async (unit, { number }) => {
    await unit.execute('delete from notices where ticket = $1::bigint', [number])
  },
  ticketWords: async (unit, { number }) => {
    await unit.execute('delete from notices where ticket = $1::bigint', [number])
  },
}
