import PgBoss from 'pg-boss'
import { drain } from './drain'

/** One pg-boss job for each reminder, five hundred fetched at a time. */
drain(async ({ url, count, at, tell }) => {
  const boss = new PgBoss({ connectionString: url, max: 8 })
  boss.on('error', (error) => process.stderr.write(`${String(error)}\n`))
  await boss.start()
  await boss.createQueue('remind')
  const jobs = Array.from({ length: count }, (_, reminder) => ({ name: 'remind', data: { reminder }, startAfter: at }))
  await boss.insert(jobs)
  await boss.work<{ reminder: number }>('remind', { batchSize: 500, pollingIntervalSeconds: 0.5 }, async (batch) => {
    await Promise.all(batch.map(async ({ data }) => tell(data.reminder)))
  })
})
