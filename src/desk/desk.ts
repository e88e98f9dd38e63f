import { choicesFor, formFor, searchPage } from './ask'
import type { Networks } from '../delivery/outbox'
import { ticketNumber } from '../core/fields'
import { asksFirst, faultsText, invoke, refusalAnswer, registryOf } from './invoke'
import type { Metrics } from '../run/metrics'
import { operationInfo, type Operation } from '../core/operation'
import { identityOf, type Actor } from '../model/person'
import { withNearNames } from './near-names'
import type { Answer, Choice, Inbound, Log, OperationInfo, Page, Question, WorkspaceRef } from '../platform'
import { say } from '../platform'
import { Refusal } from '../core/refusal'
import { runRules } from '../rules/run-rules'
import { earlierAnswer, storeAnswer, storeEvent } from '../store/inbox-rows'
import type { Numbers, Reservation } from '../store/numbers'
import type { DeskId, Store, Unit } from '../store/transaction'
import { meetActor } from './meet-actor'
import { soundEvent, soundQuestion } from './sound-event'
import { textCommand } from './text-command'
import { createTyping } from './show-typing'
import { createWriters } from '../tickets/conversation/writers'
import { turnAway } from '../tickets/conversation/intake'
import { createFlood } from '../tickets/conversation/flood'
import { asWriter } from '../tickets/conversation/limits'
import { messageArrived } from '../tickets/conversation/message-arrived'
import { messageChanged } from '../tickets/conversation/message-changed'
import { reactionOnCard } from '../tickets/conversation/reacted'
import { expectFollowers } from '../due/notify-followers'
import { createTrains } from './group-commit'
import type { Tx } from '../core/tx'
import { NeedsOutside, openTx, type Outside, type TxFacts, type TxParts } from '../tx/tx'
import { belongsToNoDesk, fromOutside } from '../workspaces/outside'
import { whoseWorkspace, type Adopt } from '../workspaces/whose-workspace'
import { workspaceChanged } from '../workspaces/workspace-changed'
import { inEachLocale, localeOf, words } from '../core/words'

export interface DeskParts {
  readonly store: Store
  readonly numbers: Numbers
  readonly networks: Networks
  readonly tx: TxParts
  readonly outside: Outside
  readonly adopt: Adopt
  readonly log: Log
  readonly metrics: Metrics
}

/** The core as the adapters' host meets it: one transaction per event. */
export interface DeskCore {
  readonly operations: readonly OperationInfo[]
  receive(event: Inbound): Promise<Answer>
  ask(question: Question): Promise<Answer | readonly Choice[] | Page>
  serves(workspace: WorkspaceRef): Promise<boolean>
  /** A transaction's handle for what nobody asked for: the sweep, the courier. */
  open(unit: Unit, number?: Reservation): Promise<Tx>
}

const none: Answer = { kind: 'none' }

export const createDesk = ({
  store,
  numbers,
  networks,
  tx: txParts,
  outside,
  adopt,
  log,
  metrics,
}: DeskParts): DeskCore => {
  const { operations } = txParts.registered
  const registry = registryOf(operations)
  const infos = new Map(operations.map((operation) => [operation.name, operationInfo(operation, inEachLocale)]))
  const infoList = [...infos.values()]
  const infoOf = (operation: Operation) => infos.get(operation.name)!
  const flood = createFlood()
  const whose = whoseWorkspace(store, adopt)
  const trains = createTrains(store)
  const writers = createWriters()
  const showTyping = createTyping(store, networks, async (event) => whose.deskOf(event))

  const isProven = (event: Inbound) => identityOf(event, networks) === 'proven'

  const receive = async (raw: Inbound): Promise<Answer> => {
    const event = soundEvent(raw)
    const labels = { platform: event.from.platform, kind: event.kind }
    if (event.kind === 'typing') {
      await showTyping(event)
      return none
    }
    const end = metrics.eventSeconds.startTimer(labels)
    const count = (outcome: string) => metrics.events.inc({ ...labels, outcome })
    try {
      const desk = await whose.deskOf(event, event.kind === 'lifecycle' && event.what === 'installed')
      if (desk === undefined) {
        const answer = isProven(event) ? await fromOutside(store, event) : undefined
        if (answer !== undefined) return answer
        count('unknown')
        log.warn(
          { event: event.id, workspace: event.workspace?.id },
          'an event of a workspace that is linked to no desk was dropped',
        )
        return none
      }
      if (event.kind === 'lifecycle' && (event.what === 'members-changed' || event.what === 'member-left'))
        networks.syncRoles(desk)
      // The same people are in a group however often it is told.
      if (event.kind === 'lifecycle' && event.what === 'members-changed') return none
      const answer = await handle(desk, event)
      count('done')
      return answer
    } catch (error) {
      count('failed')
      log.error(
        { error, event: event.id, kind: event.kind, platform: event.from.platform },
        'an event could not be handled',
      )
      // The network does not send an interaction again: its person is told. An event it does: it must not be acknowledged.
      if (event.kind !== 'invoke') throw error
      const speaks = localeOf(event.locale, 'en')
      return { kind: 'private', content: { text: say(words(speaks, 'event.failed', { id: event.id })) } }
    } finally {
      end()
    }
  }

  const handle = async (desk: DeskId, event: Inbound): Promise<Answer> => {
    const fetched = new Map<string, unknown>()
    for (;;)
      try {
        return await attempt(desk, event, fetched)
      } catch (error) {
        if (!(error instanceof NeedsOutside) || fetched.has(error.key)) throw error
        fetched.set(error.key, await error.ask(outside))
      }
  }

  type Fetched = ReadonlyMap<string, unknown>

  const attempt = async (desk: DeskId, event: Inbound, fetched: Fetched): Promise<Answer> => {
    const number = await numbers.reserve(desk)
    // After a commit whose answer was lost nobody knows whether a ticket has the number: it is not used again.
    let mayHaveTicket = true
    try {
      return await trains.ride(desk, event, ticketHeldBy(event), async (unit, isNew) =>
        isNew ? kept(unit, event, await run(unit, event, number, fetched)) : earlierAnswer(unit, event),
      )
    } catch (error) {
      if (error instanceof NeedsOutside || error instanceof RefusedEvent) mayHaveTicket = false
      if (!(error instanceof RefusedEvent)) throw error
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

  /** Delivered again, an event changes nothing and gets the answer it got. */
  const kept = async (unit: Unit, event: Inbound, answer: Answer): Promise<Answer> => {
    if (answer.kind !== 'none') storeAnswer(unit, event, answer)
    return answer
  }

  const run = async (unit: Unit, event: Inbound, number: Reservation, fetched: Fetched): Promise<Answer> => {
    const { tx, actor } = await meet(unit, event, { number, fetched })
    try {
      const answer = await dispatch(unit, tx, event, actor)
      await runRules(tx, [...tx.happenings])
      expectFollowers(tx, actor.id)
      return answer
    } catch (error) {
      throw error instanceof Refusal ? new RefusedEvent(error, actor) : error
    }
  }

  const meet = async (unit: Unit, event: Inbound | Question, facts: Pick<TxFacts, 'number' | 'fetched'> = {}) =>
    meetActor(unit, event, networks, txParts, facts)

  const dispatch = async (unit: Unit, tx: Tx, event: Inbound, actor: Actor): Promise<Answer> => {
    switch (event.kind) {
      case 'message': {
        if (actor.blockedAt !== null) return turnAway(tx, event, actor)
        const command = await textCommand(tx, event, actor, infoList)
        if (command === undefined) return messageArrived(tx, event, asWriter(tx, actor, event, flood))
        if ('answer' in command) return command.answer
        return inWords(await invoke(tx, registry, command.operation, command.input, actor), actor, command.operation)
      }
      case 'edit':
      case 'delete':
        if (actor.identity === 'claimed' || (event.kind === 'edit' && actor.blockedAt !== null)) return none
        await messageChanged(tx, event, actor)
        return none
      case 'reactions-cleared':
        await messageChanged(tx, event, actor)
        return none
      case 'reaction': {
        if (actor.identity === 'claimed' || actor.blockedAt !== null) return none
        const asked = await reactionOnCard(tx, event, actor)
        if (asked !== undefined)
          return inWords(await invoke(tx, registry, asked.operation, asked.input, actor), actor, asked.operation)
        await messageChanged(tx, event, actor)
        return none
      }
      case 'invoke':
        if (asksFirst(registry, event.operation, event.input, actor))
          return formFor(tx, registry, infoOf, event, actor, writers)
        if (registry(event.operation)?.showsWriters === true)
          writers.end(tx.desk.id, Number(event.input['ticket']), actor.id)
        return invoke(tx, registry, event.operation, event.input, actor)
      case 'lifecycle':
        if (event.what === 'revoked' && event.workspace !== undefined)
          unit.afterCommit(() => whose.forget(event.workspace!))
        return workspaceChanged(tx, event, actor)
      case 'typing':
        return none
    }
  }

  const inWords = (answer: Answer, actor: Actor, operation?: string): Answer =>
    answer.kind === 'invalid' ? faultsText(answer.fields, actor.speaks, operation) : answer

  /** What the use case did is rolled back; that it was refused, and what was answered, is kept. */
  const refuse = async (desk: DeskId, event: Inbound, { refusal, actor }: RefusedEvent): Promise<Answer> => {
    return store.transaction(desk, async (unit) => {
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
  }

  const ask = async (asked: Question): Promise<Answer | readonly Choice[] | Page> => {
    const question = soundQuestion(asked)
    const desk = await whose.deskOf(question)
    if (desk === undefined) return question.kind === 'form' ? belongsToNoDesk(question.locale) : emptyReply(question)
    return store.read(desk, async (unit) => {
      const { tx, actor } = await meet(unit, question)
      try {
        if (question.kind === 'choices') return await choicesFor(tx, registry, question, actor)
        if (question.kind === 'search') return await searchPage(tx, question, actor)
        return await formFor(tx, registry, infoOf, question, actor, writers)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        if (question.kind !== 'form') return emptyReply(question)
        return inWords(refusalAnswer(await withNearNames(tx, error, actor), actor.speaks), actor, question.operation)
      }
    })
  }

  return {
    operations: infoList,
    receive,
    ask,
    serves: async (workspace) => (await whose.deskOf({ workspace, from: workspace })) !== undefined,
    open: async (unit, number) => openTx(unit, txParts, number === undefined ? {} : { number }),
  }
}

const emptyReply = ({ kind }: Question) => (kind === 'form' ? none : kind === 'search' ? { items: [] } : [])

class RefusedEvent extends Error {
  constructor(
    readonly refusal: Refusal,
    readonly actor: Actor,
  ) {
    super(refusal.code)
  }
}
