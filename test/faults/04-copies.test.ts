import { freshDatabase } from '../support/postgres'
import { dataFolder, rowsOf, runDesk, type RunningDesk } from '../support/running-desk'
import { faultRow, type Turn } from './fault-row'
import { recognisesNothing } from './unguarded'

const rounds = 5

/** So many copies of one event at the same moment, to two processes by turns; a few rounds, each by another customer. */
const copies = async ({ count }: Turn, isGuarded: boolean) => {
  const database = await freshDatabase()
  const folder = await dataFolder()
  const running: RunningDesk[] = []
  try {
    const env = {
      DATABASE_URL: database.url,
      DATA_DIR: folder.path,
      PLAYGROUND: 'on',
      MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    }
    for (let index = 0; index < 2; index++) running.push(await runDesk(env))
    if (!isGuarded) await rowsOf(database.superUrl, recognisesNothing)
    const faults: string[] = []
    for (let round = 1; round <= rounds; round++) {
      const said = { as: ['ana', 'carlos'][round % 2]!, place: 'help', text: `round ${round}`, id: `same-${round}` }
      const replies = await Promise.all(
        Array.from({ length: count }, async (_, index) => running[index % 2]!.api.call('POST', 'messages', said)),
      )
      faults.push(...replies.filter(({ status }) => status !== 200).map(({ status }) => `answered ${status}`))
      const stored = await rowsOf<{ ticket: number }>(
        database.superUrl,
        `select ticket from entries where kind = 'message' and text::text like '%round ${round}"%'`,
      )
      if (stored.length !== 1) faults.push(`round ${round} is stored ${stored.length} times`)
    }
    return { faults, figures: `${rounds} rounds` }
  } finally {
    for (const { child } of running) child.kill('SIGKILL')
    await Promise.all(running.map(async ({ child }) => child.ended))
    await database.drop()
    await folder.remove()
  }
}

faultRow(4, {
  what: '50 simultaneous copies of one event, 2 processes: one ticket',
  count: 50,
  run: async (turn) => copies(turn, true),
  control: { off: 'events and posts are not recognised', run: async (turn) => copies(turn, false) },
})
