import type { Forgets } from '../core/forgets'

/** A shorter id may stand within other words by chance: it must be one by itself. */
const shortestId = 8

export const memoryForgets: Forgets = {
  words: { memory: ['key', 'value'] },
  accounts: async (unit, { users }) => {
    await unit.execute(
      `delete from memory m using json_to_recordset($1::json) as u(platform text, id text) where m.platform = u.platform and (
         position('/' || u.id || '/' in '/' || m.key || '/') > 0 or position('"' || u.id || '"' in coalesce(m.value::text, '')) > 0
         or length(u.id) >= ${shortestId} and (position(u.id in m.key) > 0 or position(u.id in coalesce(m.value::text, '')) > 0))`,
      [JSON.stringify(users.map(({ platform, user }) => ({ platform, id: user.slice(user.lastIndexOf('/') + 1) })))],
    )
  },
}
