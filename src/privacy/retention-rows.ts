import type { Unit } from '../store/transaction'

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
      const days = await unit.value<number | null | undefined>('select retention_days from desks')
      return days ?? null
    }),
  setDays: async (days) => {
    await unit.execute('update desks set retention_days = $1', [days])
  },
  aged: async (before, limit) =>
    unit.column<number>(
      `select number from tickets where status = 'closed' and erased_at is null and updated_at < $1 order by updated_at limit $2`,
      [before, limit],
    ),
})

declare module '../core/tx' {
  interface RowSets {
    readonly retention: RetentionRows
  }
}
