import { Agenda } from 'agenda'
import { PostgresBackend } from '@agendajs/postgres-backend'
import { Pool } from 'pg'

/** One Agenda job for each reminder: what a program does that takes Agenda at its word. Says when all were told. */
const count = Number(process.argv[2])
const leadMs = 3000

const main = async () => {
  const pool = new Pool({ connectionString: process.argv[3]!, max: 8 })
  await pool.query('create table told (reminder bigint primary key)')
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
    await pool.query('insert into told values ($1)', [(job.attrs.data as { reminder: number }).reminder])
  })
  await agenda.start()
  const at = Date.now() + leadMs
  await pool.query(
    `insert into agenda_jobs (name, next_run_at, data) select 'remind', $2, jsonb_build_object('reminder', n) from generate_series(1, $1::int) n`,
    [count, new Date(at)],
  )
  for (;;) {
    const { rows } = await pool.query<{ told: number }>('select count(*)::int as told from told')
    if (rows[0]!.told === count) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  process.stdout.write(`drained in ${Date.now() - at} ms\n`)
  process.exit()
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`)
  process.exit(1)
})
