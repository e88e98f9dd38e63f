import { Pool } from 'pg'

export interface Reminders {
  readonly pool: Pool
  readonly url: string
  readonly count: number
  /** Time when all of them are due. */
  readonly at: Date
  /** Records one reminder as a row. */
  tell(reminder: number): Promise<unknown>
}
const leadMs = 3000

/** `begin` sees to it that each is told; says how long after their time the last was. */
export const drain = (begin: (reminders: Reminders) => Promise<void>): void => {
  const run = async () => {
    const [count, url] = [Number(process.argv[2]), process.argv[3]!]
    const pool = new Pool({ connectionString: url, max: 8 })
    await pool.query('create table told (reminder bigint primary key)')
    const at = new Date(Date.now() + leadMs)
    await begin({
      pool,
      url,
      count,
      at,
      tell: async (reminder) => pool.query('insert into told values ($1)', [reminder]),
    })
    await pool.query('analyze')
    if (Date.now() > at.getTime()) throw new Error('they were due before all of them were stored')
    for (;;) {
      const { rows } = await pool.query<{ told: number }>('select count(*)::int as told from told')
      if (rows[0]!.told === count) break
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    process.stdout.write(`drained in ${Date.now() - at.getTime()} ms\n`)
    process.exit()
  }
  run().catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`)
    process.exit(1)
  })
}
