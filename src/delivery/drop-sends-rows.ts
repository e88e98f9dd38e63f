import type { Unit } from '../store/transaction'

/** Nothing will come of these any more. */
export const settledSends = `state in ('sent', 'ambiguous', 'cancelled', 'superseded', 'dead')`

/** Takes rows out of the outbox, and what would have sent them. */
export const dropSends = async (unit: Unit, where: string, parameters: readonly unknown[]): Promise<void> => {
  const ids = await unit.column<number>(
    `with gone as (delete from outbox where ${where} returning id) select id from gone`,
    parameters,
  )
  await unit.execute('delete from outbox_ready where desk = $1 and id = any($2::bigint[])', [unit.desk, ids])
}
