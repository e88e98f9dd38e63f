import type { Forgets } from '../core/forgets'

export const documentForgets: Forgets = {
  words: { documents: ['name', 'bytes'] },
  person: async (unit, { people }) => {
    await unit.execute('delete from documents where about = any($1::uuid[])', [people])
  },
}
