import type { Host } from '../../src/platform'
import type { Directory } from './directory'
import type { Outgoing } from './outgoing'
import type { Settings } from './settings'

/** Parts that there are between start and stop. */
export interface Session {
  readonly host: Host
  readonly outgoing: Outgoing
  readonly directory: Directory
  readonly settings: Settings
  /** Work that goes on after the answer; failures are logged, stopping waits for it. */
  readonly later: (work: () => Promise<unknown>) => void
}
