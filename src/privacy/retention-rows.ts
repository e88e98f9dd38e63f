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
      const [row] = await unit.query<{ days: number | null }>('select retention_days as days from desks')
      return row?.days ?? null
    }),
  setDays: async (days) => {
    await unit.execute('update desks set retention_days = $1', [days])
  },
  aged: async (before, limit) =>
    (
      await unit.query<{ number: number }>(
        `select number from tickets where status = 'closed' and erased_at is null and updated_at < $1 order by updated_at limit $2`,
        [before, limit],
      )
    ).map(({ number }) => number),
})

declare module '../core/tx' {
  interface RowSets {
    readonly retention: RetentionRows
  }
}
