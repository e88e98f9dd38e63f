import type { Host, Log } from '../../src/platform'
import type { SharedNetwork } from './network-shared'

/** Parts that exist between start and stop. */
export interface Session {
  readonly network: SharedNetwork
  readonly host: Host
  readonly log: Log
  /** Tells those who watch the page; it is written nowhere. */
  readonly showTyping: (place: string, by: string, name: string) => void
}
