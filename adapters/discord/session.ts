import type { Host, Inbound } from '../../src/platform'
import type { Known } from './directory-known'
import type { Scenes } from './inbound-lookup'
import type { Api } from './outgoing-call'
import type { Sends } from './outgoing-find'
import type { Webhooks } from './outgoing-webhooks'
import type { Reception } from './receive'

/** Parts that there are between start and stop, while the bot is connected. */
export interface Session {
  readonly api: Api
  readonly host: Host
  readonly known: Known
  readonly sends: Sends
  readonly reception: Reception
  /** Yields whatever the channels that are behind have. */
  missed(): AsyncGenerator<Inbound>
  readonly channel: Scenes['channel']
  readonly webhooks: Webhooks
  readonly me: string
  close(): Promise<void>
}
