import { setTimeout as pause } from 'node:timers/promises'
import { startConnectedDesk, startDesk, startSdks, whileRuns, type Child } from '../child'
import { onNetworks } from '../networks'
import { median, type Bench, type Part } from '../part'
import { familyOf, serverOf, usageOf, type Server, type Usage } from '../processes'

const seconds = 20
/** Start-up's garbage and first ticks are over by then. */
const warmUpMs = 5000
const megabyte = 1024 * 1024

export const idle: Part = {
  name: 'idle',
  says: `memory, CPU and database transactions of a desk on three networks that has nothing to do, over ${seconds} s`,
  run: async (bench) => {
    if (process.platform !== 'linux') throw new Error('the part idle reads /proc: it runs on Linux only')
    const rounds = bench.isShort ? 1 : 3
    const taken: Round[] = []
    for (let round = 1; round <= rounds; round++) {
      taken.push(await watchAll(bench))
      bench.progress(`round ${round} of ${rounds}`)
    }
    const all = (read: (round: Round) => number) => taken.map(read)
    const what = 'the three SDKs imported and connected'
    return [
      {
        what: 'RSS, the program, three networks',
        unit: 'MB',
        samples: all(({ connected }) => connected.rss),
        baseline: { what, samples: all(({ bare }) => bare.rss) },
        aim: { atMost: 1.5 },
      },
      { what: 'RSS, the program, the playground alone', unit: 'MB', samples: all(({ own }) => own.rss) },
      {
        what: 'PSS, the embedded PostgreSQL (all its processes)',
        unit: 'MB',
        samples: all(({ connected }) => connected.database.pss),
      },
      {
        what: 'CPU, the program, three networks',
        unit: '%',
        samples: all(({ connected }) => connected.cpu),
        baseline: { what, samples: all(({ bare }) => bare.cpu) },
      },
      { what: 'CPU, the embedded PostgreSQL', unit: '%', samples: all(({ connected }) => connected.database.cpu) },
      { what: 'database transactions', unit: '/s', samples: all(({ connected }) => connected.database.transactions) },
    ]
  },
}

type Round = Awaited<ReturnType<typeof watchAll>>

/** Side by side, so that what else the machine does weighs on all of them alike. */
const watchAll = async (bench: Bench) =>
  onNetworks(async (networks) => {
    const [bare, own, connected] = await Promise.all([
      startSdks(networks).then(async (child) => whileRuns(child, watch)),
      watchDesk(bench, startDesk),
      watchDesk(bench, async (folder) => startConnectedDesk(folder, networks)),
    ])
    return { bare, own, connected }
  })

const watchDesk = async (bench: Bench, start: (folder: string) => Promise<Child>) => {
  const folder = await bench.folder()
  return whileRuns(await start(folder), async (child) => {
    const server = await serverOf(folder)
    try {
      const [own, database] = await Promise.all([watch(child), watchServer(server)])
      return { ...own, database }
    } finally {
      await server.close()
    }
  })
}

/** MB, the median of a sample a second; and percent of one core. */
const watch = async ({ pid }: Child): Promise<{ readonly rss: number; readonly cpu: number }> => {
  const taken = await samples(async () => [pid])
  return { rss: median(taken.map(({ rss }) => rss)) / megabyte, cpu: cpuOver(taken) }
}

const watchServer = async (server: Server) => {
  await pause(warmUpMs)
  const from = { at: performance.now(), transactions: await server.transactions() }
  const taken = await samples(async () => familyOf(server.pid), 0)
  const transactions = (await server.transactions()) - from.transactions
  return {
    pss: median(taken.map(({ pss }) => pss)) / megabyte,
    cpu: cpuOver(taken),
    transactions: transactions / ((performance.now() - from.at) / 1000),
  }
}

type Taken = Usage & { readonly at: number }

const samples = async (pids: () => Promise<readonly number[]>, warmUp = warmUpMs): Promise<readonly Taken[]> => {
  await pause(warmUp)
  const taken = [await sample(await pids())]
  for (let second = 0; second < seconds; second++) {
    await pause(1000)
    taken.push(await sample(await pids()))
  }
  return taken
}

const sample = async (pids: readonly number[]): Promise<Taken> => {
  const usages = await Promise.all(pids.map(async (pid) => usageOf(pid).catch(() => gone)))
  const sum = (key: keyof Usage) => usages.reduce((total, usage) => total + usage[key], 0)
  return { at: performance.now(), rss: sum('rss'), pss: sum('pss'), cpuMs: sum('cpuMs') }
}
/** A process of the family that ended between being listed and being read. */
const gone: Usage = { rss: 0, pss: 0, cpuMs: 0 }

/** Second by second, because a connection that closes takes its CPU time with it: less than nothing is nothing. */
const cpuOver = (taken: readonly Taken[]): number => {
  const used = taken.slice(1).map(({ cpuMs }, index) => Math.max(0, cpuMs - taken[index]!.cpuMs))
  return (100 * used.reduce((total, ms) => total + ms, 0)) / (taken.at(-1)!.at - taken[0]!.at)
}
