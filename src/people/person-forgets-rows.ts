import type { Accounts, Forgets } from '../core/forgets'
import type { Unit } from '../store/transaction'

export const personForgets: Forgets = {
  words: { identities: ['user', 'name', 'picture'], people: ['name', 'called', 'locale'] },
  person: async (unit, { people, name, isAgain }) => {
    await unit.execute('delete from identities where person = any($1::uuid[])', [people])
    if (isAgain) return
    await unit.execute(
      `update people set name = $2, locale = null, noted = false, blocked_at = null, erased_at = $3 where id = any($1::uuid[])`,
      [people, name, unit.now],
    )
  },
  exports: {
    people: `select p.id, p.name, p.locale, p.created_at, p.blocked_at, p.joined_to,
      (select json_agg(json_build_object('network', i.platform, 'id', i."user", 'name', i.name, 'picture', i.picture) order by i.platform, i."user")
         from identities i where i.person = p.id) as identities
      from people p where p.id = any($1::uuid[]) order by p.created_at, p.id`,
  },
}

export const usersOf = async (unit: Unit, people: readonly string[]): Promise<Accounts['users']> =>
  unit.rows('select platform, "user" from identities where person = any($1::uuid[])', [people])
