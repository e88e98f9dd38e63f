import { createScheduler, type SchedulerBackend } from '../../src/jobs/agenda'
import type { Scheduler } from '../../src/jobs/scheduler'
import { keptLog } from '../support/kept-log'
import { openLine, type Line } from '../support/line'
import { startChild } from '../support/process'

export interface Bench {
  readonly backend: SchedulerBackend
  close(): Promise<void>
}

/** Counts runs, and lets a test wait for the next ones. */
function counter() {
  let runs = 0
  const waiting = new Set<() => void>()
  return {
    get runs() {
      return runs
    },
    tick: async (): Promise<void> => {
      runs++
      for (const look of waiting) look()
    },
    reaches: (count: number): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (runs < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}

interface Told {
  readonly backend: SchedulerBackend
  readonly line: Line
  readonly log: ReturnType<typeof keptLog>
  /** One more of a process's schedulers on it, stopped at the end. */
  scheduler(): Scheduler
}

/** Promises of every backend of the Scheduler. Most of it is waiting: where each has a database of its own, all go on side by side. */
export function schedulerContract(open: () => Promise<Bench>, { isShared = false } = {}): void {
  const it = (promise: string, run: (told: Told) => Promise<void>) =>
    (isShared ? test : test.concurrent)(promise, async () => {
      const bench = await open()
      const line = await openLine(bench.backend.url)
      const backend = { ...bench.backend, url: line.url }
      const log = keptLog()
      const started: Scheduler[] = []
      const scheduler = (): Scheduler => {
        const made = createScheduler(backend, log)
        started.push(made)
        return made
      }
      try {
        await run({ backend: bench.backend, line, log, scheduler })
      } finally {
        await Promise.all(started.map((each) => each.stop()))
        await line.close()
        await bench.close()
      }
    })

  it('runs a job about as often as it was told', async ({ scheduler }) => {
    const times: number[] = []
    const ticks = counter()
    const one = scheduler()
    one.every('tick', 500, () => {
      times.push(Date.now())
      return ticks.tick()
    })
    await one.start()
    await ticks.reaches(11)
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    expect(mean).toBeGreaterThan(400)
    expect(mean).toBeLessThan(800)
  })

  it('never runs a job twice at once in one process, however long it takes', async ({ scheduler }) => {
    const ticks = counter()
    let inside = 0
    let most = 0
    const one = scheduler()
    one.every('slow', 100, async () => {
      most = Math.max(most, ++inside)
      await ticks.tick()
      // Longer than a lock lives.
      await new Promise((resolve) => setTimeout(resolve, 5000))
      inside--
    })
    await one.start()
    await ticks.reaches(2)
    expect(most).toBe(1)
  })

  it('shares a job between processes: two do not run it twice as often', async ({ scheduler }) => {
    const ticks = counter()
    const [one, two] = [scheduler(), scheduler()]
    for (const each of [one, two]) each.every('shared', 500, ticks.tick)
    await Promise.all([one.start(), two.start()])
    const began = Date.now()
    await ticks.reaches(9)
    expect(Date.now() - began).toBeGreaterThan(3000)
  })

  it('logs a job that fails, and runs it again', async ({ log, scheduler }) => {
    const ticks = counter()
    const one = scheduler()
    one.every('failing', 200, async () => {
      await ticks.tick()
      throw new Error(`no luck the ${ticks.runs}. time`)
    })
    await one.start()
    await ticks.reaches(3)
    const failures = log.lines.filter(({ message }) => message.startsWith('a job failed'))
    expect(failures.length).toBeGreaterThanOrEqual(2)
    expect(failures[0]).toMatchObject({ level: 'error', facts: { job: 'failing' } })
  })

  it('goes on by itself after its database was restarted', async ({ line, scheduler }) => {
    const ticks = counter()
    const one = scheduler()
    one.every('steady', 200, ticks.tick)
    await one.start()
    await ticks.reaches(2)
    await line.cut(1000)
    // Whether anybody noticed is no matter: some drivers get over a second without a word.
    await ticks.reaches(ticks.runs + 3)
  })

  it('goes on when something put its next run a day off, as a clock that is set back does', async ({ scheduler }) => {
    const ticks = counter()
    const one = scheduler()
    one.every('steady', 200, ticks.tick)
    await one.start()
    await ticks.reaches(2)
    const daily = scheduler()
    daily.every('steady', 86_400_000, ticks.tick)
    await daily.start()
    await daily.stop()
    await ticks.reaches(ticks.runs + 4)
  })

  it('waits for the run under way when it stops, and starts none after', async ({ scheduler }) => {
    const ticks = counter()
    let finish: (() => void) | undefined
    const one = scheduler()
    one.every('long', 100, async () => {
      await ticks.tick()
      await new Promise<void>((resolve) => (finish = resolve))
    })
    await one.start()
    await ticks.reaches(1)
    let stopped = false
    const stopping = one.stop().then(() => (stopped = true))
    await new Promise((resolve) => setImmediate(resolve))
    expect(stopped).toBe(false)
    finish?.()
    await stopping
    expect(ticks.runs).toBe(1)
  })

  it('runs a job soon that an older release ran once a day', async ({ scheduler }) => {
    const old = scheduler()
    const daily = counter()
    old.every('digest', 86_400_000, daily.tick)
    await old.start()
    await daily.reaches(1)
    await old.stop()

    const ticks = counter()
    const now = scheduler()
    now.every('digest', 200, ticks.tick)
    await now.start()
    await ticks.reaches(2)
  })

  it('takes over in seconds when the process that ran the job was killed in the middle', async ({
    backend,
    scheduler,
  }) => {
    const child = startChild('test/jobs/scheduler-process.ts', [JSON.stringify(backend), 'stuck'])
    await child.line(/running/)
    child.kill('SIGKILL')
    await child.ended
    const ticks = counter()
    const one = scheduler()
    one.every('stuck', 200, ticks.tick)
    const began = Date.now()
    await one.start()
    await ticks.reaches(1)
    expect(Date.now() - began).toBeLessThan(8000)
  })

  it('leaves nothing behind that keeps the process alive', async ({ backend }) => {
    const child = startChild('test/jobs/scheduler-process.ts', [JSON.stringify(backend), 'brief'])
    await child.line(/stopped/)
    const began = Date.now()
    expect(await child.ended).toBe(0)
    expect(Date.now() - began).toBeLessThan(4000)
  })
}
