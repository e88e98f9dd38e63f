import { createScheduler, type SchedulerBackend } from '../../src/jobs/agenda'
import { keptLog } from '../support/kept-log'

/** `stuck`: starts a run that never ends. `brief`: stops by itself after the first run, without an explicit exit. */
async function main(): Promise<void> {
  const [, , backend = '', kind] = process.argv
  const scheduler = createScheduler(JSON.parse(backend) as SchedulerBackend, keptLog())
  scheduler.every(kind as string, 200, async () => {
    console.log('running')
    if (kind === 'stuck') await new Promise(() => undefined)
    else setImmediate(() => void scheduler.stop().then(() => console.log('stopped')))
  })
  await scheduler.start()
}

void main()
