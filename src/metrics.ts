import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/**
 * The program's figures, for Prometheus. Durations in seconds. `waiting` counts the outbox, and is asked whenever somebody
 * reads: every process tells the same, and nobody asked costs nothing.
 */
export function createMetrics(waiting: () => Promise<number> = async () => 0) {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
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
    outboxWaiting: new Gauge({
      name: 'taquilla_outbox_waiting',
      help: 'Things said and not yet sent',
      registers,
      // While the database is away the figure stays what it was.
      async collect() {
        await waiting().then(
          (count) => this.set(count),
          () => undefined,
        )
      },
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
