import { DeliveryFailure, type Host, type Inbound, type Platform } from '../../src/platform'
import { connect } from './connect'
import { diagnose } from './diagnose'
import { createDirectory } from './directory'
import { createFiles } from './files'
import { limitsFor } from './limits'
import { measure } from './markdown-print'
import { createOutgoing } from './outgoing'
import { createCalls } from './outgoing-body'
import { createRooms } from './outgoing-rooms'
import { laneOf, platformName, postOfLink } from './refs'
import type { Session } from './session'
import type { DiscordConfig } from './settings'

const startMs = 5000

/**
 * Discord, by its gateway and its REST API; nothing is connected before `start`. What comes in goes `connect` → `receive`
 * → `inbound` or `interactions` → the desk; what goes out, `outgoing` → `render` → Discord.
 */
export const createPlatform = (config: DiscordConfig): Platform => {
  let session: Session | undefined
  let starting: AbortController | undefined
  const now = (): Session => {
    if (session) return session
    throw new DeliveryFailure('again', 'Discord is not connected')
  }
  const limits = limitsFor(config.DISCORD_PERSONA)
  const calls = createCalls(now, config, limits)
  const files = createFiles(calls)

  /** A bad token is said at once; a network that is away is waited for without holding up the desk's other networks. */
  const begin = async (host: Host, signal: AbortSignal): Promise<void> => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, startMs)
    })
    const connected = connect(config, host, signal).then((made) => {
      session = made
    })
    connected.catch((error: unknown) => {
      if (!signal.aborted) host.log.error({ error }, 'Discord is not connected')
    })
    await Promise.race([connected, late]).finally(() => clearTimeout(timer))
  }

  return {
    name: platformName,
    limits,
    measure,
    async start(host) {
      starting = new AbortController()
      await begin(host, starting.signal)
    },
    async stop() {
      starting?.abort(new Error('stopping'))
      const closing = session
      session = undefined
      await closing?.close()
    },
    // post, edit, remove, react, find
    ...createOutgoing(calls, files),
    // open, settle
    ...createRooms(calls),
    // direct, whisper, typing, profile, members, group
    ...createDirectory(calls),
    file: files.file,
    lane: laneOf,
    postAt: postOfLink,
    diagnose: async (places) => diagnose(now(), places),
    // Discord keeps what is said there.
    forget: async () => {},
    missed: () => (session ? session.missed() : nothing()),
  }
}

async function* nothing(): AsyncGenerator<Inbound> {}
