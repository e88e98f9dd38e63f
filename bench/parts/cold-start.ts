import { sdks, startDesk, startSdks, type Child } from '../child'
import type { Part } from '../part'

const rounds = 5

const timed = async (start: () => Promise<Child>): Promise<number> => {
  const child = await start()
  await child.stop()
  return child.startMs
}

export const coldStart: Part = {
  name: 'cold-start',
  says: 'from spawn until the desk is open, on an existing data folder',
  run: async (bench) => {
    const folder = await bench.folder()
    const first = await timed(async () => startDesk(folder))
    bench.progress(`first start, which makes the database: ${Math.round(first)} ms`)
    const own: number[] = []
    const withSdks: number[] = []
    const bare: number[] = []
    for (let round = 1; round <= rounds; round++) {
      own.push(await timed(async () => startDesk(folder)))
      bare.push(await timed(startSdks))
      withSdks.push(await timed(async () => startDesk(folder, { preload: sdks })))
      bench.progress(`round ${round} of ${rounds}`)
    }
    const baseline = { what: 'node, the three SDKs imported', samples: bare }
    return [
      { what: 'first start (makes the database)', unit: 'ms', samples: [first] },
      { what: 'start', unit: 'ms', samples: own, baseline },
      { what: 'start, the three SDKs loaded too', unit: 'ms', samples: withSdks, baseline },
    ]
  },
}
