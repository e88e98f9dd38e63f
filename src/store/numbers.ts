import { coalesce } from './coalesce'
import type { DeskId, Store } from './transaction'

/** Ticket numbers, reserved before the transaction that may need one: no counter row is held until its commit. */
export interface Numbers {
  reserve(desk: DeskId): Promise<Reservation>
}
/** The right to one number, whichever is the lowest when it is taken. */
export interface Reservation {
  /** Asked again, when its transaction is tried again, it is the same number. */
  take(): number
  /** Ends the reservation. A number that was taken goes back unless a ticket may have it. */
  end(mayHaveTicket: boolean): void
}

interface Pool {
  free: number[]
  /** Reservations that have not taken their number: the pool holds at least as many. */
  promised: number
  /** Number fetched last, and when. */
  block: number
  fetchedAt: number
}

const largestBlock = 32
/** Asked again within this time it fetches twice as many. */
const busyMs = 500

/** `taken` is told of each number that a ticket gets. */
export const createNumbers = (
  store: Store,
  taken: (number: number) => Promise<void> = async () => undefined,
): Numbers => {
  const pools = new Map<DeskId, Pool>()

  const fetchMore = async (desk: DeskId, pool: Pool, wanted: number) => {
    const isBusy = Date.now() - pool.fetchedAt < busyMs
    const count = Math.max(wanted, isBusy ? Math.min(2 * pool.block, largestBlock) : 1)
    pool.block = count
    pool.fetchedAt = Date.now()
    const sql = 'update numbers set next = next + $2 where desk = $1 returning next'
    const [row] = await store.directory<{ next: number }>(sql, [desk, count])
    const first = Number(row!.next) - count
    pool.free = [...pool.free, ...Array.from({ length: count }, (_, index) => first + index)].sort((a, b) => a - b)
  }

  /**
   * As many as are asked for at the same time, so that a quiet desk leaves no gaps; more and more while it is busy. One
   * connection, however slow the database is.
   */
  const promise = coalesce<{ desk: DeskId; pool: Pool }, void>({
    concurrency: 1,
    batch: Infinity,
    per: ({ desk }) => desk,
    soon: queueMicrotask,
    run: async (all) => {
      const [{ desk, pool }] = all as [(typeof all)[0]]
      const lacking = () => pool.promised + all.length - pool.free.length
      while (lacking() > 0) await fetchMore(desk, pool, lacking())
      pool.promised += all.length
      return all.map(() => undefined)
    },
  })

  return {
    reserve: async (desk) => {
      const pool = pools.get(desk) ?? { free: [], promised: 0, block: 0, fetchedAt: 0 }
      pools.set(desk, pool)
      if (pool.free.length > pool.promised) pool.promised++
      else await promise({ desk, pool })
      let own: number | undefined
      return {
        take: () => {
          if (own === undefined) {
            own = pool.free.shift()!
            pool.promised--
            void taken(own)
          }
          return own
        },
        end: (mayHaveTicket) => {
          if (own === undefined) pool.promised--
          else if (!mayHaveTicket) pool.free = [own, ...pool.free].sort((a, b) => a - b)
        },
      }
    },
  }
}
