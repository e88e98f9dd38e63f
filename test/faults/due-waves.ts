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
    const seen = await runWaves({
      ...waves,
      database,
      ...(trouble && { trouble }),
      ...(asked === 'forgotten' && { prepare: keeps }),
    })
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

/** For controls: what is added is kept, however soon it is done … */
const keeps = ['due', 'clocks']
  .map(
    (table) => `create table kept_${table} as table ${table} with no data;
      create function keep_${table}() returns trigger language plpgsql security definer as $$
        begin insert into kept_${table} select * from added; return null; end $$;
      create trigger keeps after insert on ${table} referencing new table as added for each statement execute function keep_${table}();`,
  )
  .join('\n')
/** … and once all is told, nothing is known of that any more, and it is due again. */
const forget = async (superUrl: string) => {
  await untilTold(superUrl)
  await rowsOf(
    superUrl,
    `delete from clocks; insert into clocks select * from kept_clocks;
     insert into due (desk, what, subject, at)
       select distinct desk, what, subject, now() - interval '1 hour' from kept_due where what = 'sla-breach'
       on conflict (desk, what, subject) do update set at = excluded.at`,
  )
  await untilTold(superUrl)
}
const untilTold = async (superUrl: string) =>
  eventually('all is told', async () => {
    const [row] = await rowsOf<{ left: number }>(
      superUrl,
      `select count(*)::int as left from due where what like 'sla-breach%' and at < now() + interval '1 hour'`,
    )
    return row!.left === 0
  })
