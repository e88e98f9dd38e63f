import type { Unit } from '../store/transaction'
import { roomsReadBy } from '../tickets/readers'
import { dropSends, settledSends } from './send-rows'

interface User {
  readonly platform: string
  readonly user: string
}
/** Under what the networks know people: needed until the last of it is gone. */
export interface Traces {
  readonly users: readonly User[]
  /** Of their direct messages. */
  readonly lanes: readonly string[]
}

export interface TraceRows {
  of(people: readonly string[]): Promise<Traces>
  /** What is kept under, or with, their ids on the networks is gone. */
  forget(traces: Traces): Promise<void>
  /** What was answered in private, and told outside of tickets, is no longer kept, a few thousand at a time: false when there is more. */
  forgetTold(): Promise<boolean>
}

const atOnce = 2000
/** A shorter id may stand within other words by chance: it must be one by itself. */
const shortestId = 8

export const traceRows = (unit: Unit): TraceRows => ({
  of: async (people) => {
    const users = await unit.rows<User>('select platform, "user" from identities where person = any($1::uuid[])', [
      people,
    ])
    const lanes = await unit.column<string>(
      `select distinct r.lane from rooms r where r.direct and r.lane <> '-' and r.id in ${roomsReadBy('$1::uuid[]')}`,
      [people],
    )
    return {
      users,
      lanes: [...lanes, ...users.map(({ platform, user }) => `${platform}:user:${user}`)],
    }
  },
  forget: async ({ users, lanes }) => {
    const given = JSON.stringify(
      users.map(({ platform, user }) => ({ platform, user, id: user.slice(user.lastIndexOf('/') + 1) })),
    )
    const known = `json_to_recordset($1::json) as u(platform text, "user" text, id text)`
    await unit.execute(
      `delete from early e using ${known} where e.content->'from'->>'platform' = u.platform and e.content->'from'->>'id' = u."user"`,
      [given],
    )
    await unit.execute(
      `delete from memory m using ${known} where m.platform = u.platform and (
         position('/' || u.id || '/' in '/' || m.key || '/') > 0 or position('"' || u.id || '"' in coalesce(m.value::text, '')) > 0
         or length(u.id) >= ${shortestId} and (position(u.id in m.key) > 0 or position(u.id in coalesce(m.value::text, '')) > 0))`,
      [given],
    )
    await dropSends(
      unit,
      `state <> 'sending' and exists (select 1 from ${known} where u.platform = outbox.platform and u."user" = outbox.address->>'user')`,
      [given],
    )
    await dropSends(unit, `lane = any($1) and ${settledSends}`, [lanes])
    await unit.execute('delete from lanes where desk = $1 and lane = any($2) and leased_by is null', [unit.desk, lanes])
  },
  forgetTold: async () => {
    const answers = await unit.execute(
      `update inbox set answer = '{"kind":"none"}' where (platform, event) in (
           select platform, event from inbox where answer->>'kind' <> 'none' limit ${atOnce})`,
    )
    const told = await unit.execute(
      `update outbox set content = null where id in (select id from outbox where ticket is null and entry is null and content is not null
           and kind = 'say' and ${settledSends} limit ${atOnce})`,
    )
    return answers < atOnce && told < atOnce
  },
})
