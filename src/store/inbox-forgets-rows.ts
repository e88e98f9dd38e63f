import type { Forgets } from '../core/forgets'

export const inboxForgets: Forgets = {
  words: { inbox: ['answer'], early: ['content'] },
  accounts: async (unit, { users }) => {
    await unit.execute(
      `delete from early e using json_to_recordset($1::json) as u(platform text, "user" text)
       where e.content->'from'->>'platform' = u.platform and e.content->'from'->>'id' = u."user"`,
      [JSON.stringify(users)],
    )
  },
  told: async (unit, limit) =>
    unit.execute(
      `update inbox set answer = '{"kind":"none"}' where (platform, event) in (
         select platform, event from inbox where answer->>'kind' <> 'none' limit $1)`,
      [limit],
    ),
}
