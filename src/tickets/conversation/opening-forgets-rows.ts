import type { Forgets } from '../../core/forgets'

const isTheirs = (opening: string) => `(${opening}.requester = any($1::uuid[]) or ${opening}.by = any($1::uuid[])
  or ${opening}.post->>'author' in (select id::text from unnest($1::uuid[]) id))`

export const openingForgets: Forgets = {
  words: { openings: ['text', 'subject', 'fields', 'side', 'post'] },
  person: async (unit, { people }) => {
    await unit.execute(
      `delete from due d using openings o where d.desk = o.desk and d.what = 'open-later' and d.subject = '0:' || o.id and ${isTheirs('o')}`,
      [people],
    )
    await unit.execute(`delete from openings where ${isTheirs('openings')}`, [people])
  },
  exports: {
    scheduled: `select at, subject, text, fields from openings where requester = any($1::uuid[]) or by = any($1::uuid[]) order by at`,
  },
}
