import type { Forgets } from '../core/forgets'
import type { Unit } from '../store/transaction'

export const customerForgets: Forgets = {
  words: { customer_notes: ['text'], joins: ['moved'] },
  person: async (unit, { people }) => {
    for (const statement of [
      'delete from identity_codes where person = any($1::uuid[])',
      'delete from identity_tries where person = any($1::uuid[])',
      'delete from customer_notes where person = any($1::uuid[])',
      'delete from joins where (kept = any($1::uuid[]) or gone = any($1::uuid[]))',
    ])
      await unit.execute(statement, [people])
  },
  exports: {
    notes: `select n.at, a.name as by, n.text from customer_notes n left join people a on a.desk = n.desk and a.id = n.author
      where n.person = any($1::uuid[]) order by n.at, n.id`,
    joins: `select at, undone_at, kept, gone, moved from joins where kept = any($1::uuid[]) or gone = any($1::uuid[]) order by at`,
  },
}

export const countNotes = async (unit: Unit, people: readonly string[]): Promise<number> =>
  (await unit.first<{ count: number }>(
    'select count(*)::int as count from customer_notes where person = any($1::uuid[])',
    [people],
  ))!.count
