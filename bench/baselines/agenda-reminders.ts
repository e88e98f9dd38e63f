import { Agenda } from 'agenda'
import { PostgresBackend } from '@agendajs/postgres-backend'
import { drain } from './drain'

/** One Agenda job for each reminder: what a program does that takes Agenda at its word. */
drain(async ({ pool, count, at, tell }) => {
  const backend = new PostgresBackend({ pool, ensureSchema: true, disableNotifications: true })
  const agenda = new Agenda({
    backend,
    processEvery: 500,
    maxConcurrency: 100,
    defaultConcurrency: 100,
    defaultLockLimit: 0,
  })
  // oxlint-disable-next-line typescript/no-misused-promises -- the overload for promises is Agenda's second
  agenda.define('remind', async (job: { attrs: { data: unknown } }) => {
    await tell((job.attrs.data as { reminder: number }).reminder)
  })
  await agenda.start()
  await pool.query(
    `insert into agenda_jobs (name, next_run_at, data) select 'remind', $2, jsonb_build_object('reminder', n) from generate_series(1, $1::int) n`,
    [count, at],
  )
})
