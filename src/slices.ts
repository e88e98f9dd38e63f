import { auditSlice } from './audit/slice'
import type { Forgets } from './core/forgets'
import type { Operation } from './core/operation'
import type { Section } from './core/section'
import type { Registered, RowFactories } from './core/tx'
import { deliverySlice } from './delivery/slice'
import { doctorSlice } from './doctor/slice'
import { dueSlice } from './due/slice'
import { filesSlice } from './files/slice'
import { listsSlice } from './lists/slice'
import { peopleSlice } from './people/slice'
import { privacySlice } from './privacy/slice'
import { queuesSlice } from './queues/slice'
import { rulesSlice } from './rules/slice'
import { settingsSlice } from './settings/slice'
import type { Slice } from './slice'
import { slaSlice } from './sla/slice'
import type { Table } from './store/data-source'
import { storeSlice } from './store/slice'
import { orderOf } from './core/command-groups'
import { loseRoom } from './tickets/conversation/lose-room'
import { ticketsSlice } from './tickets/slice'
import { workspacesSlice } from './workspaces/slice'

/** Everything the desk is made of. To add a slice is to add its folder and a line here. */
const all = [
  settingsSlice,
  storeSlice,
  peopleSlice,
  queuesSlice,
  ticketsSlice,
  filesSlice,
  deliverySlice,
  slaSlice,
  dueSlice,
  listsSlice,
  rulesSlice,
  privacySlice,
  auditSlice,
  doctorSlice,
  workspacesSlice,
] as const
const slices: readonly Slice[] = all

type In<Part extends keyof Slice> = (typeof all)[number] extends infer Own
  ? Own extends { readonly [P in Part]: infer Given }
    ? Given
    : never
  : never
type Together<Each> = (Each extends unknown ? (one: Each) => void : never) extends (all: infer All) => void
  ? All
  : never
const mergedOf = <const Part extends 'rows' | 'due'>(part: Part) =>
  Object.assign({}, ...slices.map((slice) => slice[part])) as Together<In<Part>>
const listOf = <Item>(of: (slice: Slice) => readonly Item[] | undefined): readonly Item[] =>
  slices.flatMap((slice) => of(slice) ?? [])

/** Fails to compile where a slice declares a row set on the handle that none of the slices makes. */
export const rows: RowFactories = mergedOf('rows')

/** Every table but Agenda's own; `test/store/schemas.test.ts` holds them against the database. */
export const tables: readonly Table[] = listOf((slice) => slice.tables)

const order = [...orderOf('ticket'), ...orderOf('desk')]
const placeOf = ({ name }: Operation) => (order.includes(name) ? order.indexOf(name) : order.length)
/** Everything the desk can do, what is used most first: menus that hold few show the first of them. */
export const operations: readonly Operation[] = [...listOf(({ operations }) => operations)].sort(
  (a, b) => placeOf(a) - placeOf(b),
)

const ruleActions = listOf(({ ruleActions }) => ruleActions)
/** Each behind those that its items name, else in the order of the slices. */
const inOrder = (unordered: readonly Section[]): readonly Section[] => {
  const ordered = new Set<Section>()
  const take = (section: Section) => {
    for (const name of section.follows ?? []) take(unordered.find((one) => one.name === name)!)
    ordered.add(section)
  }
  for (const section of unordered) take(section)
  return [...ordered]
}
export const sections: readonly Section[] = inOrder(
  listOf(({ sections }) => sections).map((section) =>
    typeof section === 'function' ? section({ ruleActions }) : section,
  ),
)

export const forgets: readonly Forgets[] = listOf((slice) => slice.forgets)

/** Likewise fails to compile where nothing is done at a kind of moment that a slice declares. */
export const registered: Registered = {
  operations,
  sections,
  due: mergedOf('due'),
  cardLines: listOf(({ cardLines }) => cardLines),
  filterTerms: listOf(({ filterTerms }) => filterTerms),
  ruleActions,
  forgets,
  roomLost: loseRoom,
}
