import type { Unit } from '../store/transaction'
import { agedTickets } from '../tickets/ticket-forgets-rows'

export interface RetentionRows {
  /** For how many days a closed ticket keeps its words; null: for ever. */
  days(): Promise<number | null>
  setDays(days: number | null): Promise<void>
  /** Tickets that closed before this and have words still, the oldest first. */
  aged(before: Date, limit: number): Promise<number[]>
}

export const retentionRows = (unit: Unit): RetentionRows => ({
  days: async () =>
    unit.config('retention', async () => {
      const days = await unit.value<number | null | undefined>('select retention_days as days from desks')
      return days ?? null
    }),
  setDays: async (days) => {
    await unit.execute('update desks set retention_days = $1', [days])
  },
  aged: async (before, limit) => agedTickets(unit, before, limit),
})

declare module '../core/tx' {
  interface RowSets {
    readonly retention: RetentionRows
  }
}
