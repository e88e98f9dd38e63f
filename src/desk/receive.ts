import type { Networks } from '../delivery/outbox'
import type { Answers } from '../core/needs'
import { ticketNumber } from '../core/fields'
import { localeOf, words } from '../core/words'
import { identityOf } from '../model/person'
import { say, type Answer, type Inbound, type Log } from '../platform'
import type { Metrics } from '../run/metrics'
import { storeAnswer, storeEvent } from '../store/inbox-rows'
import type { Numbers } from '../store/numbers'
import type { DeskId, Store } from '../store/transaction'
import { openTx, type TxParts } from '../tx/tx'
import { fromOutside } from '../workspaces/outside'
import type { WhoseWorkspace } from '../workspaces/whose-workspace'
import type { Member } from './group-commit'
import { RefusedEvent } from './handle'
import { asksFirst, inWords, refusalAnswer, type Registry } from './invoke'
import { withNearNames } from './near-names'
import { soundEvent } from './sound-event'

export interface ReceiveParts {
  readonly store: Store
  readonly numbers: Numbers
  readonly networks: Networks
  readonly registry: Registry
  readonly txParts: TxParts
  readonly whose: WhoseWorkspace
  readonly showTyping: (event: Inbound) => Promise<void>
  readonly askOutside: (desk: DeskId, event: Inbound) => Promise<Answers | undefined>
  /** Handles it in a transaction, which it may share; see group-commit.ts. */
  readonly commit: (member: Member) => Promise<Answer>
  readonly log: Log
  readonly metrics: Metrics
}

const none: Answer = { kind: 'none' }

/** An event's way from its network to the answer that goes back there, outside of any transaction. */
export const createReceive = (parts: ReceiveParts) => {
  const { store, numbers, networks, registry, txParts, whose, showTyping, askOutside, commit, log, metrics } = parts

  const receive = async (raw: Inbound): Promise<Answer> => {
    const event = soundEvent(raw)
    if (event.kind === 'typing') {
      await showTyping(event)
      return none
    }
    const labels = { platform: event.from.platform, kind: event.kind }
    const end = metrics.eventSeconds.startTimer(labels)
    const count = (outcome: string) => metrics.events.inc({ ...labels, outcome })
    try {
      const desk = await whose.deskOf(event, event.kind === 'lifecycle' && event.what === 'installed')
      if (desk === undefined) return await ofNoDesk(event, count)
      if (event.kind === 'lifecycle' && (event.what === 'members-changed' || event.what === 'member-left'))
        networks.syncRoles(desk)
      // The same people are in a group however often it is told.
      if (event.kind === 'lifecycle' && event.what === 'members-changed') return none
      const answer = await answerOn(desk, event)
      count('done')
      return answer
    } catch (error) {
      count('failed')
      return failed(event, error)
    } finally {
      end()
    }
  }

  const answerOn = async (desk: DeskId, event: Inbound): Promise<Answer> => {
    const outside = await askOutside(desk, event)
    const number = await numbers.reserve(desk)
    // After a commit whose answer was lost nobody knows whether a ticket has the number: it is not used again.
    let mayHaveTicket = true
    try {
      return await commit({ desk, event, ticket: ticketHeldBy(event), number, outside })
    } catch (error) {
      if (!(error instanceof RefusedEvent)) throw error
      mayHaveTicket = false
      return await refuse(desk, event, error)
    } finally {
      number.end(mayHaveTicket)
    }
  }

  /** A form that comes first needs nothing held, and waits for nobody who does. */
  const ticketHeldBy = (event: Inbound): number | undefined =>
    event.kind === 'invoke' &&
    registry(event.operation)?.holdsTicket === true &&
    !asksFirst(registry, event.operation, event.input, event)
      ? ticketNumber.safeParse(event.input['ticket']).data
      : undefined

  /** Keeps the refusal and what was answered; what the use case did is rolled back. */
  const refuse = async (desk: DeskId, event: Inbound, { refusal, actor }: RefusedEvent): Promise<Answer> =>
    store.transaction(desk, async (unit) => {
      const tx = await openTx(unit, txParts)
      const refused = refusalAnswer(await withNearNames(tx, refusal, actor), actor.speaks)
      const answer = event.kind === 'invoke' ? refused : inWords(refused, actor, refusal.operation)
      const earlier = await storeEvent(unit, event)
      if (earlier !== undefined) return answer
      storeAnswer(unit, event, answer)
      // It cannot be known who asked for what only claimed to be somebody.
      const known = actor.identity === 'proven' ? await tx.people.known(event.from) : undefined
      if (refusal.code === 'not-allowed' || refusal.code === 'not-proven')
        tx.audit(known?.id ?? null, String(refusal.params['operation']), 'refused')
      return answer
    })

  const ofNoDesk = async (event: Inbound, count: (outcome: string) => void): Promise<Answer> => {
    const answer = identityOf(event, networks) === 'proven' ? await fromOutside(store, event) : undefined
    if (answer !== undefined) return answer
    count('unknown')
    log.warn(
      { event: event.id, workspace: event.workspace?.id },
      'an event of a workspace that is linked to no desk was dropped',
    )
    return none
  }

  /** The network does not send an interaction again: its person is told. An event it does: it must not be acknowledged. */
  const failed = (event: Inbound, error: unknown): Answer => {
    log.error(
      { error, event: event.id, kind: event.kind, platform: event.from.platform },
      'an event could not be handled',
    )
    if (event.kind !== 'invoke') throw error
    const speaks = localeOf(event.locale, 'en')
    return { kind: 'private', content: { text: say(words(speaks, 'event.failed', { id: event.id })) } }
  }

  return receive
}
