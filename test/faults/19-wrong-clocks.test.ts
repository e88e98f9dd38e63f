import { join } from 'node:path'
import { fellDue } from './due-waves'
import { faultRow, type Seen } from './fault-row'

const hour = 3_600_000
const shifts = [hour, -hour, 24 * hour, -24 * hour]
const jumps = [hour, -hour, 24 * hour, -24 * hour, 0]
const mostMs = 30_000
const withClock = (env: NodeJS.ProcessEnv) => ({
  ...env,
  NODE_OPTIONS: `--require ${join(__dirname, '../support/shift-clock.js')}`,
})

const shifted = async (count: number): Promise<Seen> => {
  const seen: Seen[] = []
  for (const shift of shifts)
    seen.push(
      await fellDue(
        { processes: [withClock({ CLOCK_SHIFT: String(shift) }), {}], waves: 1, count, sends: true },
        mostMs,
      ),
    )
  const jumping = withClock({ CLOCK_JUMPS: jumps.join(',') })
  const trouble = async (
    _: number,
    { running }: { running: readonly { child: { kill(signal: 'SIGUSR2'): void } }[] },
  ) => running[0]!.child.kill('SIGUSR2')
  seen.push(await fellDue({ processes: [jumping], waves: jumps.length, count, sends: true, trouble }, mostMs))
  return {
    count: seen.reduce((sum, one) => sum + one.count!, 0),
    faults: seen.flatMap(({ faults }) => faults),
    figures: 'shifted +-1 h and +-1 day, and jumping to and fro',
  }
}

faultRow(19, {
  what: 'process clock +-1 h, +-1 day, backwards: none missed, none twice, none at the wrong time',
  count: 40,
  run: async ({ count }) => shifted(count),
  control: {
    off: 'what was done is forgotten',
    run: async ({ count }) =>
      fellDue(
        { processes: [withClock({ CLOCK_SHIFT: String(hour) })], waves: 1, count, sends: true, trouble: 'forgotten' },
        mostMs,
      ),
  },
})
