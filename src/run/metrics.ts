import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** Figures looked up when somebody reads them: every process reports the same, and what nobody asks for costs nothing. */
export interface Reading {
  readonly count: number
  readonly oldestSeconds: number
  readonly databaseBytes: number
  readonly diskBytes: number
  readonly diskFreeBytes: number
}
const nothing: Reading = { count: 0, oldestSeconds: 0, databaseBytes: 0, diskBytes: 0, diskFreeBytes: 0 }

/** The program's figures, for Prometheus. Durations in seconds. `look` rejects while the database is away. */
export function createMetrics(look: () => Promise<Reading> = async () => nothing) {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  let asked: { readonly at: number; readonly look: Promise<Reading> } | undefined
  /** Once for all figures of one reading. */
  const lookOnce = async () => {
    if (asked === undefined || performance.now() - asked.at > 250) asked = { at: performance.now(), look: look() }
    return asked.look
  }
  // While the database is away a figure stays what it was.
  const looked = (name: string, help: string, of: (look: Reading) => number) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        await lookOnce().then(
          (found) => this.set(of(found)),
          () => undefined,
        )
      },
    })
  return {
    registry,
    events: new Counter({
      name: 'taquilla_events_total',
      help: 'Events received from chat networks',
      labelNames: ['platform', 'kind', 'outcome'] as const,
      registers,
    }),
    eventSeconds: new Histogram({
      name: 'taquilla_event_seconds',
      help: 'From an event’s arrival until it is stored and answered',
      labelNames: ['platform', 'kind'] as const,
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    sends: new Counter({
      name: 'taquilla_sends_total',
      help: 'Calls to chat networks',
      labelNames: ['platform', 'kind', 'outcome'] as const,
      registers,
    }),
    sendSeconds: new Histogram({
      name: 'taquilla_send_seconds',
      help: 'One call to a chat network',
      labelNames: ['platform', 'kind'] as const,
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    outboxWaiting: looked('taquilla_outbox_waiting', 'Things said and not yet sent', ({ count }) => count),
    outboxOldest: looked(
      'taquilla_outbox_oldest_seconds',
      'How long the oldest of them has been waiting, tried or not',
      ({ oldestSeconds }) => oldestSeconds,
    ),
    databaseUp: new Gauge({
      name: 'taquilla_database_up',
      help: '1 while the database answers this process, else 0',
      registers,
      async collect() {
        await lookOnce().then(
          () => this.set(1),
          () => this.set(0),
        )
      },
    }),
    databaseBytes: looked('taquilla_database_bytes', 'Size of the database', (found) => found.databaseBytes),
    diskBytes: looked('taquilla_data_disk_bytes', 'Size of the disk with DATA_DIR', (found) => found.diskBytes),
    diskFreeBytes: looked(
      'taquilla_data_disk_free_bytes',
      'What is free on it for this program',
      (found) => found.diskFreeBytes,
    ),
    jobsFailed: new Counter({
      name: 'taquilla_jobs_failed_total',
      help: 'Runs of recurring jobs that failed',
      labelNames: ['name'] as const,
      registers,
    }),
    sweptAt: new Gauge({
      name: 'taquilla_sweep_last_timestamp_seconds',
      help: 'When this process last looked for what is due, or started: with several, one of them does',
      registers,
    }),
    dueFired: new Counter({
      name: 'taquilla_due_fired_total',
      help: 'Reminders, breaches and other due times acted upon',
      labelNames: ['what'] as const,
      registers,
    }),
    dueLatenessSeconds: new Histogram({
      name: 'taquilla_due_lateness_seconds',
      help: 'From a due time until it was acted upon',
      buckets: [0.1, 0.25, 0.5, 1, 1.5, 2.5, 5, 15, 60, 300],
      registers,
    }),
  }
}
