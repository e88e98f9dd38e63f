import { databaseNow, type Store } from './transaction'

export interface WaitingWork {
  readonly isDue: boolean
  readonly isToSend: boolean
  /** Until the next falls due, in ms; null when nothing will. */
  readonly nextMs: number | null
}

/** Tells if anything has fallen due, and if anything may be sent or was left by another process: one statement for an idle tick. */
export const waitingWork = async (store: Store): Promise<WaitingWork> => {
  const [work] = await store.directory<WaitingWork>(
    `select exists (select 1 from due where at <= ${databaseNow}) as "isDue",
       1000 * extract(epoch from (select min(at) from due where at > ${databaseNow}) - ${databaseNow})::float8 as "nextMs",
       exists (select 1 from outbox_ready where at <= ${databaseNow})
         or exists (select 1 from outbox_ready where leased_by is not null)
         or exists (select 1 from lanes where leased_by is not null) as "isToSend"`,
    [store.clock.offset],
  )
  return work!
}
