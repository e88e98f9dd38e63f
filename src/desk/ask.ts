import { Refusal } from '../core/refusal'
import type { Tx } from '../core/tx'
import { words, wordsOf } from '../core/words'
import { readCard } from '../lists/slots'
import type { Filter } from '../model/filter'
import { ownNames } from '../model/own-names'
import { hasRole, type Actor } from '../model/person'
import type { Ticket } from '../model/ticket'
import { parseSearch } from '../model/ticket-query'
import { own, type Answer, type Choice, type Page, type Question, defined } from '../platform'
import type { Store } from '../store/transaction'
import { customerCard } from '../tickets/cards/customer-card'
import { ticketCard } from '../tickets/cards/ticket-card'
import type { Writers } from '../tickets/conversation/writers'
import { belongsToNoDesk } from '../workspaces/outside'
import type { WhoseWorkspace } from '../workspaces/whose-workspace'
import { formFor, type InfoOf } from './form-for'
import { authorise, inWords, refusalAnswer, type Registry } from './invoke'
import { meetActor, type MeetParts } from './meet-actor'
import { withNearNames } from './near-names'
import { soundQuestion } from './sound-event'

export interface AskParts extends MeetParts {
  readonly store: Store
  readonly registry: Registry
  readonly infoOf: InfoOf
  readonly writers: Writers
  readonly whose: WhoseWorkspace
}

/** Answers a question quickly enough to be a network's first answer: one transaction that only reads, and no trace in the inbox. */
export const createAsk =
  ({ store, registry, infoOf, writers, whose, ...parts }: AskParts) =>
  async (asked: Question): Promise<Answer | readonly Choice[] | Page> => {
    const question = soundQuestion(asked)
    const desk = await whose.deskOf(question)
    if (desk === undefined) return question.kind === 'form' ? belongsToNoDesk(question.locale) : emptyReply(question)
    return store.read(desk, async (unit) => {
      const { tx, actor } = await meetActor(unit, question, parts)
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

const none: Answer = { kind: 'none' }
const emptyReply = ({ kind }: Question) => (kind === 'form' ? none : kind === 'search' ? { items: [] } : [])

const mostChoices = 25

/** Completes a field while it is being typed. Reads only. */
const choicesFor = async (
  tx: Tx,
  registry: Registry,
  question: Question & { kind: 'choices' },
  actor: Actor,
): Promise<readonly Choice[]> => {
  const operation = authorise(registry, question.operation, actor)
  const suggest = own(operation.suggest ?? {}, question.field)
  return suggest === undefined ? [] : (await suggest(tx, question.typed, actor, question.input)).slice(0, mostChoices)
}

const pageSize = 10

/** Tickets that fit what is typed so far: a number, or words and filters as a search has them. Reads only. */
const searchPage = async (tx: Tx, question: Question & { kind: 'search' }, actor: Actor): Promise<Page> => {
  const typed = question.typed.trim()
  if (actor.identity === 'claimed') return { items: [] }
  // A customer finds nothing but their own, whatever the network lists with it.
  if (!hasRole(actor, 'agent')) return itemsOf(tx, await tx.tickets.like(typed, actor.id, pageSize), actor)
  const named = /^#?(\d{1,15})$/.exec(typed)?.[1]
  const byNumber = named === undefined ? undefined : await tx.tickets.get(Number(named))
  if (byNumber !== undefined) return { items: [await foundItem(tx, byNumber, actor)] }
  const { filter } = parseSearch(typed, await ownNames(tx))
  const { tickets, next } = await tx.pages.page(
    { filter: asTyped(filter), order: 'newest' },
    { person: actor.id, size: pageSize, ...defined({ cursor: question.cursor }) },
  )
  return { ...(await itemsOf(tx, tickets, actor)), ...defined({ next }) }
}

const itemsOf = async (tx: Tx, tickets: readonly Ticket[], actor: Actor): Promise<Page> => {
  const items: Page['items'][number][] = []
  for (const ticket of tickets) items.push(await foundItem(tx, ticket, actor))
  return { items }
}

/** The last word may not be whole yet. */
const asTyped = (filter: Filter): Filter =>
  filter.map((term, index) =>
    index === filter.length - 1 &&
    term.field === 'words' &&
    term.test.kind === 'contains' &&
    !term.test.text.endsWith('*')
      ? { ...term, test: { kind: 'contains', text: `${term.test.text}*` } }
      : term,
  )

const foundItem = async (
  tx: Tx,
  { number, subject, status, mergedInto }: Ticket,
  actor: Actor,
): Promise<Page['items'][number]> => {
  const facts = (await readCard(tx, number, actor.speaks))!
  return {
    id: String(number),
    title: `#${number} · ${subject}`,
    summary:
      mergedInto !== null && !hasRole(actor, 'agent')
        ? words(actor.speaks, 'customer.merged')
        : wordsOf(actor.speaks, `status.${status}`),
    content: hasRole(actor, 'agent') ? ticketCard(facts) : customerCard(facts),
  }
}
