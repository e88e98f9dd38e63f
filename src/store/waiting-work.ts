import { databaseNow, type Store } from './transaction'

/** Whether anything has fallen due, and whether anything may be sent or was left by another process: one statement for an idle tick. */
export const waitingWork = async (store: Store): Promise<{ readonly isDue: boolean; readonly isToSend: boolean }> => {
  const [work] = await store.directory<{ isDue: boolean; isToSend: boolean }>(
    `select exists (select 1 from due where at <= ${databaseNow}) as "isDue",
       exists (select 1 from outbox_ready where at <= ${databaseNow})
         or exists (select 1 from outbox_ready where leased_by is not null)
         or exists (select 1 from lanes where leased_by is not null) as "isToSend"`,
    [store.clock.offset],
  )
  return work!
}
