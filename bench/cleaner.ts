import { createInterface } from 'node:readline'
import { endAll, noLeftovers } from './leftovers'

/** Ends what the benchmark left, as soon as the benchmark is no more. A terminal's Ctrl-C is not for this process. */
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined)

const left = noLeftovers()
const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const [word, what = ''] = JSON.parse(line) as string[]
  if (word === 'child') left.children.add(Number(what))
  else if (word === 'gone') left.children.delete(Number(what))
  else left.folders.set(what, { isKept: word === 'kept' })
})
lines.on('close', () => void endAll(left))
