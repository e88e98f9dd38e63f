/**
 * A metronome that all processes of a desk share. A job runs in one process at a time, never twice at once in the same
 * one, and again and again: what must not be lost or doubled is for the job to keep in the database.
 */
export interface Scheduler {
  /** Runs `run` about every `ms`. A failure is logged, and the next run comes in its time. Only before `start`. */
  every(name: string, ms: number, run: () => Promise<void>): void
  /** Rejects with OperatorFault, by the variable's name, when the backend cannot be reached. May be left out before `start`. */
  connect(): Promise<void>
  /** Rejects as `connect` does. */
  start(): Promise<void>
  /** Starts no more runs and waits for those under way, 10 s at most. */
  stop(): Promise<void>
  /** Rejects when the place where jobs are kept cannot be reached. */
  reached(): Promise<void>
}
