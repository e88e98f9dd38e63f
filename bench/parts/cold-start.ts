import { startConnectedDesk, startDesk, startSdks, type Child } from '../child'
import { onNetworks } from '../networks'
import type { Part } from '../part'

const timed = async (start: () => Promise<Child>): Promise<number> => {
  const child = await start()
  await child.stop()
  return child.startMs
}

export const coldStart: Part = {
  name: 'cold-start',
  says: 'from spawn until the desk is open and connected to three networks, on an existing data folder',
  run: async (bench) =>
    onNetworks(async (networks) => {
      const rounds = bench.isShort ? 2 : 5
      const folder = await bench.folder()
      const first = await timed(async () => startDesk(folder))
      bench.progress(`first start, which makes the database: ${Math.round(first)} ms`)
      const own: number[] = []
      const connected: number[] = []
      const bare: number[] = []
      for (let round = 1; round <= rounds; round++) {
        connected.push(await timed(async () => startConnectedDesk(folder, networks)))
        bare.push(await timed(async () => startSdks(networks)))
        own.push(await timed(async () => startDesk(folder)))
        bench.progress(`round ${round} of ${rounds}`)
      }
      const baseline = { what: 'the three SDKs imported and connected', samples: bare }
      return [
        { what: 'first start (makes the database)', unit: 'ms', samples: [first] },
        {
          what: 'start, three networks, with PostgreSQL',
          unit: 'ms',
          samples: connected,
          baseline,
          aim: { atMost: 1.5 },
        },
        { what: 'start, the playground alone, with PostgreSQL', unit: 'ms', samples: own },
      ]
    }),
}
