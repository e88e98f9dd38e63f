import type { Networks } from '../delivery/outbox'
import { recentMap, type Inbound } from '../platform'
import type { DeskId, Store } from '../store/transaction'
import { roomRows } from '../tickets/room-rows'

/** Networks show it for some seconds; more often is noise. */
const everyMs = 4000

/** A customer who is writing shows on the agents' side; what agents write may stay inside, so it shows nowhere. */
export const createTyping = (
  store: Store,
  networks: Networks,
  deskFor: (event: Inbound) => Promise<DeskId | undefined>,
) => {
  const last = recentMap<number>(10_000)

  return async (event: Inbound): Promise<void> => {
    const id = `${event.place.platform} ${event.place.id}`
    const now = Date.now()
    if (now - (last.get(id) ?? 0) < everyMs) return
    last.set(id, now)
    // Nobody waits for it: what cannot be looked up is not shown.
    const desk = await deskFor(event).catch(() => undefined)
    if (desk === undefined) return
    const places = await store.read(desk, async (unit) => {
      const rooms = roomRows(unit)
      const room = await rooms.at(event.place)
      return room?.side === 'customer'
        ? (await rooms.of(room.ticket, 'agents')).filter(({ place }) => place !== null)
        : []
    })
    for (const { platform, place } of places) networks.typing({ platform, kind: 'place', id: place! })
  }
}
