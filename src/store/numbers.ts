import type { DeskId, Store } from './transaction'

/** Ticket numbers, reserved before the transaction that may need one: no counter row is held until its commit. */
export interface Numbers {
  /** A number that nobody else gets. `giveBack` it unless a committed ticket has it. */
  reserve(desk: DeskId): Promise<Reservation>
}
export interface Reservation {
  take(): number
  /** Whether it was taken since the last `forget`: a transaction that is tried again takes it again. */
  isTaken(): boolean
  forget(): void
  giveBack(): void
}

const largestBlock = 32

export const createNumbers = (store: Store): Numbers => {
  const free = new Map<DeskId, number[]>()
  const asking = new Map<DeskId, { wanted: number; refill: Promise<void> }>()

  /** As many as are asked for at the same time, so that a quiet desk leaves no gaps. */
  const refill = async (desk: DeskId) => {
    const now = asking.get(desk)
    if (now !== undefined) {
      now.wanted++
      return now.refill
    }
    const request = { wanted: 1, refill: Promise.resolve() }
    asking.set(desk, request)
    request.refill = Promise.resolve().then(async () => {
      const count = Math.min(request.wanted, largestBlock)
      asking.delete(desk)
      const [row] = await store.directory<{ next: number }>(
        'update numbers set next = next + $2 where desk = $1 returning next',
        [desk, count],
      )
      const first = Number(row!.next) - count
      const numbers = free.get(desk) ?? []
      free.set(
        desk,
        [...numbers, ...Array.from({ length: count }, (_, index) => first + index)].sort((a, b) => a - b),
      )
    })
    return request.refill
  }

  return {
    reserve: async (desk) => {
      let number = free.get(desk)?.shift()
      while (number === undefined) {
        await refill(desk)
        number = free.get(desk)?.shift()
      }
      const reserved = number
      let isTaken = false
      return {
        take: () => {
          isTaken = true
          return reserved
        },
        isTaken: () => isTaken,
        forget: () => {
          isTaken = false
        },
        giveBack: () => {
          const numbers = free.get(desk) ?? []
          free.set(
            desk,
            [...numbers, reserved].sort((a, b) => a - b),
          )
        },
      }
    },
  }
}
