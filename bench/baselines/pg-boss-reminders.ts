import { Pool } from 'pg'
import PgBoss from 'pg-boss'

/** One pg-boss job for each reminder, five hundred fetched at a time. Says when all were told. */
const count = Number(process.argv[2])
const leadMs = 3000

const main = async () => {
  const url = process.argv[3]!
  const pool = new Pool({ connectionString: url, max: 8 })
  await pool.query('create table told (reminder bigint primary key)')
  const boss = new PgBoss({ connectionString: url, max: 8 })
  boss.on('error', (error) => process.stderr.write(`${String(error)}\n`))
  await boss.start()
  await boss.createQueue('remind')
  const at = Date.now() + leadMs
  const jobs = Array.from({ length: count }, (_, reminder) => ({
    name: 'remind',
    data: { reminder },
    startAfter: new Date(at),
  }))
  await boss.insert(jobs)
  await boss.work<{ reminder: number }>('remind', { batchSize: 500, pollingIntervalSeconds: 0.5 }, async (batch) => {
    await Promise.all(batch.map(async ({ data }) => pool.query('insert into told values ($1)', [data.reminder])))
  })
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
