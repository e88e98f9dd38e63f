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
  refill?: { wanted: number; isAsked: boolean; done: Promise<void> }
  /** How many were fetched last, and when. */
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

  /**
   * As many as are asked for at the same time, so that a quiet desk leaves no gaps; more and more while it is busy. Who comes
   * while it is asked waits, and asks again where there are too few: one connection, however slow the database is.
   */
  const refill = async (desk: DeskId, pool: Pool) => {
    if (pool.refill !== undefined) {
      if (!pool.refill.isAsked) pool.refill.wanted++
      return pool.refill.done
    }
    const request = { wanted: 1, isAsked: false, done: Promise.resolve() }
    pool.refill = request
    request.done = Promise.resolve()
      .then(async () => {
        const isBusy = Date.now() - pool.fetchedAt < busyMs
        const count = Math.max(request.wanted, isBusy ? Math.min(2 * pool.block, largestBlock) : 1)
        request.isAsked = true
        pool.block = count
        pool.fetchedAt = Date.now()
        const sql = 'update numbers set next = next + $2 where desk = $1 returning next'
        const [row] = await store.directory<{ next: number }>(sql, [desk, count])
        const first = Number(row!.next) - count
        pool.free = [...pool.free, ...Array.from({ length: count }, (_, index) => first + index)].sort((a, b) => a - b)
      })
      .finally(() => delete pool.refill)
    return request.done
  }

  return {
    reserve: async (desk) => {
      const pool = pools.get(desk) ?? { free: [], promised: 0, block: 0, fetchedAt: 0 }
      pools.set(desk, pool)
      while (pool.free.length <= pool.promised) await refill(desk, pool)
      pool.promised++
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
