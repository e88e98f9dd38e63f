import type { Answers, Need } from '../core/needs'
import type { RuleEvent } from '../core/rule-event'
import { richSentence } from '../core/rich-words'
import type { Registered, RowFactories, RowSets, Services, Tx } from '../core/tx'
import { words } from '../core/words'
import type { Answer, Content, Locale } from '../platform'
import { changeDesk, readDesk, type Desk } from '../store/desk-rows'
import type { Reservation } from '../store/numbers'
import type { Unit } from '../store/transaction'

/** Parts that every transaction's handle is made with. */
export interface TxParts {
  readonly rows: RowFactories
  readonly registered: Registered
  readonly services: Services
}
/** Facts known of one transaction before its handle is made. */
export interface TxFacts {
  /** Read already. */
  readonly desk?: Desk
  readonly speaks?: Locale
  readonly number?: Reservation
  readonly sayer?: NonNullable<Tx['sayer']>
  /** Answers to what was asked outside before. */
  readonly outside?: Answers | undefined
}

export const openTx = async (
  unit: Unit,
  { rows, registered, services }: TxParts,
  { desk: known, speaks, number, sayer, outside }: TxFacts = {},
): Promise<Tx> => {
  const desk = known ?? (await readDesk(unit))
  const language = speaks ?? desk.locale
  const happenings: { event: RuleEvent; ticket: number }[] = []
  const touched = new Set<number>()
  const answer = (content: Content): Answer => ({ kind: 'private', content })
  const own: Omit<Tx, keyof RowSets> = {
    desk,
    now: unit.now,
    speaks: language,
    sayer,
    registered,
    touch: (ticket) => void touched.add(ticket),
    touched: () => [...touched],
    changeDesk: async (changed) => changeDesk(unit, changed),
    holdSettings: async () => unit.lock('settings'),
    answerOf: <T>({ key }: Need<T>) => {
      if (outside === undefined) throw new Error(`${key} is needed, and the operation declares no needs`)
      return outside.get(key) as T | undefined
    },
    happenings,
    happened: (event, ticket) => happenings.push({ event, ticket }),
    takeNumber: () => {
      if (number === undefined) throw new Error('no number was reserved for this')
      return number.take()
    },
    words: (key, params) => words(desk.locale, key, params),
    say: (key, params = {}) => answer({ text: richSentence(language, key, params) }),
    answer,
    audit: (person, operation, outcome) => unit.add(services.trail, { at: unit.now, person, operation, outcome }),
  }
  return Object.assign(withRowSets(unit, rows, services), own)
}

/** A handle whose row sets are made at their first use: most events need a few of them. */
const withRowSets = (unit: Unit, rows: RowFactories, services: Services): RowSets => {
  const handle = Object.create(gettersOf(rows)) as Sets
  handle[parts] = { unit, services, made: {} }
  return handle as unknown as RowSets
}

const parts = Symbol('parts')
interface Sets {
  [parts]: { readonly unit: Unit; readonly services: Services; readonly made: Record<string, unknown> }
}
const prototypes = new WeakMap<RowFactories, object>()

const gettersOf = (rows: RowFactories): object => {
  const known = prototypes.get(rows)
  if (known !== undefined) return known
  const prototype = {}
  for (const [name, make] of Object.entries<(unit: Unit, services: Services, tx: Tx) => unknown>(rows))
    Object.defineProperty(prototype, name, {
      get(this: Sets) {
        const { unit, services, made } = this[parts]
        return (made[name] ??= make(unit, services, this as unknown as Tx))
      },
    })
  prototypes.set(rows, prototype)
  return prototype
}
