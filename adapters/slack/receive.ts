import { App, HTTPReceiver, type Receiver } from '@slack/bolt'
import { recentMap, type Answer, type Inbound } from '../../src/platform'
import { noteThread, visit } from './interactions'
import { toInbound } from './inbound'
import { record, text, type Json } from './payload'
import { sdkLog } from './connect-log'
import { installationsOf, type Native } from './inbound-native'
import type { Open } from './session'
import { eventsPath } from './connect-http'
import { apologise, type Reply } from './interactions-answer'
import { isOwnCard, understand } from './inbound-lookup'
import { whisper } from './outgoing-whisper'
import { localeOf } from './words'
import type { Workspace } from './connect-workspaces'

/** Slack waits 3 s. An event that took longer comes again and changes nothing; an interaction is answered before that. */
const patienceMs = 2500

export interface Reception {
  /** A verified payload. Resolves once it may be acknowledged; rejects when Slack should send it again. */
  take(body: Json, acknowledge?: (response?: object) => Promise<void>): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export interface ReceptionParts {
  readonly open: Open
  /** Says whose doing the installation is, where Slack does not. */
  readonly beforehand: (workspace: Workspace, native: Native) => Promise<void>
  readonly revoked: (workspace: Workspace) => Promise<void>
}

export const createReception = ({ open, beforehand, revoked }: ReceptionParts): Reception => {
  const { host } = open
  const underWay = new Set<Promise<void>>()
  const told = recentMap<true>(2000)
  const unknown = new Set<string>()

  const track = (work: Promise<void>): Promise<void> => {
    underWay.add(work)
    void work.finally(() => underWay.delete(work)).catch(() => undefined)
    return work
  }
  const later = (work: () => Promise<void>, what: string): void => {
    void track(work().catch((error: unknown) => host.log.warn({ error: failureOf(error) }, what)))
  }

  /** What a message or an event is answered with, after the acknowledgement, and once though it came again. */
  const answer = (event: Inbound, { id }: Workspace, said: Answer): void => {
    const key = `${id} ${event.id}`
    if (said.kind !== 'private' || told.has(key)) return
    told.set(key, true)
    const to = event.answer ?? { place: event.place, user: event.from }
    later(async () => whisper(open, to, said.content, localeOf(event.locale)), 'a private answer could not be shown')
  }

  const onEvent = async (native: Native, workspace: Workspace): Promise<void> => {
    const event = toInbound(native, host.operations)
    if (!event) return
    await noteThread(open, event)
    const said = await host.receive(event)
    if (event.kind === 'lifecycle' && event.what === 'revoked') await revoked(workspace)
    answer(event, workspace, said)
  }

  const interact = async (native: Native, workspace: Workspace, acknowledge: Acknowledge): Promise<void> => {
    let isAnswered = false
    const reply: Reply = async (response) => {
      if (isAnswered) return false
      isAnswered = true
      await acknowledge(response)
      return true
    }
    const act = async (): Promise<void> => {
      try {
        await visit(open, native, workspace, reply)
      } catch (error) {
        host.log.error({ error: failureOf(error) }, 'an interaction failed')
        await apologise(open, native).catch(() => undefined)
      }
    }
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs)
    })
    await Promise.race([track(act()), late]).finally(() => clearTimeout(timer))
    await reply(native.body['type'] === 'block_suggestion' ? { options: [] } : undefined)
  }

  const take = async (body: Json, acknowledge: Acknowledge = async () => {}): Promise<void> => {
    const workspace = await open.workspaces.of(body)
    if (!workspace || !isOwnCard(body, workspace)) {
      const [id = ''] = installationsOf(body)
      if (!unknown.has(id) && unknown.size < 1000) {
        host.log.warn({ workspace: id }, 'requests of a workspace that did not install the app are dropped')
        unknown.add(id)
      }
      return acknowledge()
    }
    const native = await understand(open, workspace, body)
    await beforehand(workspace, native)
    return body['event'] === undefined ? interact(native, workspace, acknowledge) : onEvent(native, workspace)
  }

  return {
    take: async (body, acknowledge) => track(take(body, acknowledge)),
    idle: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay)
    },
  }
}

type Acknowledge = (response?: object) => Promise<void>

const failureOf = (error: unknown): unknown =>
  error instanceof Error ? { name: error.name, message: error.message } : error

/** Bolt acknowledges an event before its listeners run, which over a socket is before it is stored; and what it does not know, never. */
const acknowledgedLast = (app: App): Pick<App, 'processEvent'> => ({
  processEvent: async (event) => {
    let response: Parameters<typeof event.ack>[0]
    await app.processEvent({ ...event, ack: async (given) => void (response = given) })
    await event.ack(response)
  },
})

/** Bolt verifies, parses and routes; who the tenant is and what is answered is decided by the reception. */
export const connect = (receiver: Receiver, reception: Reception, open: Open): App => {
  const app = new App({
    receiver: {
      init: (made) => receiver.init(acknowledgedLast(made) as App),
      start: async (...args: unknown[]) => receiver.start(...args),
      stop: async (...args: unknown[]) => receiver.stop(...args),
    },
    authorize: async () => ({}),
    // It lets our own edits and other bots through: `inbound` knows better.
    ignoreSelf: false,
    convoStore: false,
    processBeforeResponse: true,
    logger: sdkLog(open.host.log),
  })
  app.use(async (args) => {
    const { ack } = args as unknown as { ack?: Acknowledge }
    await reception.take(record(args.body), ack)
  })
  app.error(async (error) => {
    open.host.log.warn(
      { error: failureOf(error.original ?? error) },
      'an event of Slack’s was not stored: Slack sends it again',
    )
    throw error
  })
  return app
}

export const httpReceiver = (signingSecret: string, open: Open): HTTPReceiver =>
  new HTTPReceiver({
    signingSecret,
    endpoints: [eventsPath],
    processBeforeResponse: true,
    // Interactions are answered in time by the reception; an event that took longer comes again.
    unhandledRequestTimeoutMillis: 30_000,
    logger: sdkLog(open.host.log),
    processEventErrorHandler: async ({ error, request, response }) => {
      // What Bolt itself stumbles over is no event of Slack's, and would only come again.
      const isOurs = text((error as { code?: unknown }).code) !== '' || !(error instanceof TypeError)
      if (!response.headersSent) response.writeHead(isOurs ? 500 : 400).end()
      request.resume()
      // True stops Bolt's own clock for the answer.
      return true
    },
  })
