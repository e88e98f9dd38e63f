import { DeliveryFailure, type Host, type Inbound, type Platform } from '../../src/platform'
import type { DiscordConfig } from './settings'
import { connect, type Session } from './connect'
import { limitsFor } from './limits'
import { createCalls } from './outgoing-body'
import { diagnose } from './diagnose'
import { createFiles } from './files'
import { createPersons } from './directory'
import { createPosting } from './outgoing'
import { postOfLink } from './refs'
import { createRooms } from './outgoing-rooms'

const startMs = 5000

/** Discord as the desk knows it. Nothing is connected before `start`. */
export const createPlatform = (config: DiscordConfig): Platform => {
  let session: Session | undefined
  let starting: AbortController | undefined
  const running = (): Session => {
    if (session) return session
    throw new DeliveryFailure('again', 'Discord is not connected')
  }
  const limits = limitsFor(config.DISCORD_PERSONA)
  const calls = createCalls(running, config, limits)
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
    name: 'discord',
    limits,
    ...createPosting(calls, files),
    ...createRooms(calls),
    ...createPersons(calls),
    file: files.file,
    measure: calls.measure,
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
    lane: ({ id }) => id.slice(id.indexOf('/') + 1),
    postAt: postOfLink,
    diagnose: async (places) => diagnose(running(), places),
    // Discord keeps what is said there.
    forget: async () => {},
    missed: () => (session ? session.missed() : nothing()),
  }
}

async function* nothing(): AsyncGenerator<Inbound> {}
