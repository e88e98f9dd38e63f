import { recentMap, type Answer, type Inbound } from '../../src/platform'
import { noteThread, answerInteraction } from './interactions'
import { toInbound } from './inbound'
import type { Json } from './payload'
import { installationsOf, type Native } from './inbound-native'
import type { Session } from './session'
import { apologise, type Reply } from './interactions-answer'
import { isOwnCard, lookUp } from './inbound-lookup'
import { whisper } from './outgoing-whisper'
import { localeOf } from './words'
import type { Workspace } from './connect-workspaces'

/** Slack waits 3 s. An event that took longer comes again and changes nothing; an interaction is answered before that. */
const patienceMs = 2500

/** Answers the request or the envelope that brought a payload. */
export type Acknowledge = (response?: object) => Promise<void>

export interface Reception {
  /** A verified payload. Resolves once it may be acknowledged; rejects when Slack should send it again. */
  take(body: Json, acknowledge?: Acknowledge): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export interface ReceptionParts {
  readonly session: Session
  /** Says whose doing the installation is, where Slack does not. */
  readonly beforehand: (workspace: Workspace, native: Native) => Promise<void>
  readonly revoked: (workspace: Workspace) => Promise<void>
}

export const createReception = ({ session, beforehand, revoked }: ReceptionParts): Reception => {
  const { host } = session
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

  /** Shows the answer to a message or an event, after the acknowledgement, and once though it came again. */
  const answer = (event: Inbound, { id }: Workspace, said: Answer): void => {
    const key = `${id} ${event.id}`
    if (said.kind !== 'private' || told.has(key)) return
    told.set(key, true)
    const to = event.answer ?? { place: event.place, user: event.from }
    later(async () => whisper(session, to, said.content, localeOf(event.locale)), 'a private answer could not be shown')
  }

  const onEvent = async (native: Native, workspace: Workspace): Promise<void> => {
    const event = toInbound(native, host.operations)
    if (!event) return
    await noteThread(session, event)
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
        await answerInteraction(session, native, workspace, reply)
      } catch (error) {
        host.log.error({ error: failureOf(error) }, 'an interaction failed')
        await apologise(session, native).catch(() => undefined)
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
    const workspace = await session.workspaces.of(body)
    if (!workspace || !isOwnCard(body, workspace)) {
      const [id = ''] = installationsOf(body)
      if (!unknown.has(id) && unknown.size < 1000) {
        host.log.warn({ workspace: id }, 'requests of a workspace that did not install the app are dropped')
        unknown.add(id)
      }
      return acknowledge()
    }
    const native = await lookUp(session, workspace, body)
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

/** Facts of an error that may go to the log: a payload may hang on it. */
export const failureOf = (error: unknown): unknown =>
  error instanceof Error ? { name: error.name, message: error.message } : error
