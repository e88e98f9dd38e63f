import type { Forgets } from '../core/forgets'
import type { Unit } from '../store/transaction'
import { entriesOfAuthors } from './entry-forgets-rows'
import { roomsReadBy } from './readers'

const isTheirRoom = `r.id in ${roomsReadBy('$1::uuid[]')}`

export const roomForgets: Forgets = {
  words: { rooms: ['place', 'parent', 'lane'] },
  /** Nothing is heard there any more; and nothing said, where another's ticket would go on being told there. */
  person: async (unit, { people, isAgain }) => {
    await unit.execute(`update rooms r set active = false where active and ${isTheirRoom}`, [people])
    await unit.execute(
      `update rooms r set left_at = $2 where left_at is null and ${isTheirRoom}
         and not exists (select 1 from tickets t where t.number = r.ticket and t.requester = any($1::uuid[]))`,
      [people, unit.now],
    )
    if (isAgain)
      await unit.execute(`update rooms r set place = null, parent = null, lane = '-' where direct and ${isTheirRoom}`, [
        people,
      ])
  },
  ticket: async (unit, { number }) => {
    for (const statement of [
      'delete from posts where ticket = $1::bigint and key is not null',
      'update rooms set active = false where active and ticket = $1::bigint',
      `update rooms set active = false, place = null, parent = null, lane = '-' where direct and side = 'customer' and coalesce(origin, ticket) = $1::bigint`,
    ])
      await unit.execute(statement, [number])
  },
  ticketWords: async (unit, { number, authors }) => {
    await unit.execute(`delete from posts where key is not null and entry in (${entriesOfAuthors})`, [number, authors])
  },
}

/** Lanes of the direct messages in which these people read. */
export const directLanesOf = async (unit: Unit, people: readonly string[]): Promise<string[]> =>
  unit.column<string>(`select distinct r.lane from rooms r where r.direct and r.lane <> '-' and ${isTheirRoom}`, [
    people,
  ])
