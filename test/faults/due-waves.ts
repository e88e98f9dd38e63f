import { runWaves, toldOnce, type Waves } from '../support/deadline-waves'
import { freshDatabase } from '../support/postgres'
import { eventually, rowsOf } from '../support/running-desk'
import type { Seen } from './fault-row'

const wrong = (what: string, is: unknown, should: unknown): readonly string[] =>
  JSON.stringify(is) === JSON.stringify(should)
    ? []
    : [`${what}: ${JSON.stringify(is).slice(0, 300)} instead of ${JSON.stringify(should)}`]

/** Waves of deadlines on a database of their own, and which of them were missed, done twice or done late. */
export const fellDue = async (
  {
    trouble: asked,
    ...waves
  }: Omit<Waves, 'database' | 'trouble'> & { readonly trouble?: Waves['trouble'] | 'forgotten' },
  mostMs: number,
): Promise<Seen> => {
  const database = await freshDatabase()
  try {
    const trouble = asked === 'forgotten' ? async () => forget(database.superUrl) : asked
    const seen = await runWaves({ ...waves, database, ...(trouble && { trouble }) })
    const all = waves.waves * waves.count
    const slowest = Math.max(...seen.claimedMs)
    return {
      faults: [
        ...wrong('marked', seen.marked, { 1: all }),
        ...wrong('announced', seen.announced, toldOnce(all)),
        ...(waves.sends ? wrong('posted', seen.posted, toldOnce(all)) : []),
        ...(slowest < mostMs ? [] : [`claimed in ${slowest} ms`]),
      ],
      figures: `claimed in at most ${Math.round(slowest)} ms`,
      count: all,
    }
  } finally {
    await database.drop()
  }
}

/** For controls: once it is done, nothing is known of it any more, and it is due again. */
const forget = async (superUrl: string) => {
  await rowsOf(superUrl, 'create table kept_due as select * from due; create table kept_clocks as select * from clocks')
  await eventually('all is done', async () => {
    const [row] = await rowsOf<{ left: number }>(
      superUrl,
      `select count(*)::int as left from due where what = 'sla-breach' and at < now() + interval '1 hour'`,
    )
    return row!.left === 0
  })
  await rowsOf(
    superUrl,
    'delete from clocks; insert into clocks select * from kept_clocks; insert into due select * from kept_due on conflict do nothing',
  )
}
