import { EntitySchema } from 'typeorm'
import { type PlaceRef, defined } from '../platform'
import type { Routing } from './pick-agent'
import { columnsOf } from '../store/batches'
import { alike, ofDesk } from '../store/columns'
import { newId } from '../store/id'
import type { Unit } from '../store/transaction'

export interface Queue {
  readonly id: string
  readonly name: string
  /** Time in which a reply can be taken back before it goes out. */
  readonly takeBackMs: number
  readonly routing: Routing
  /** After this time without an answer a ticket goes back to its queue; null: never. */
  readonly silentMs: number | null
  /** Handling of its tickets when the shift of whoever has them ends. */
  readonly offShift: OffShift
  /** Time in which the customer's words reopen a solved ticket; later they open one that follows it. Null: until it closes. */
  readonly reopenMs: number | null
  /** Mode of what agents write in their thread: a note, or a reply to the customer unless it begins with `note:`. */
  readonly replies: ReplyMode
  /** As whom its agents speak to customers. */
  readonly persona: PersonaMode
  /** Lower comes first. */
  readonly position: number
}
export const replyModes = ['on-purpose', 'by-default'] as const
export type ReplyMode = (typeof replyModes)[number]
/** By their own name, by the queue's, or by the desk's. */
export const personaModes = ['agent', 'team', 'anonymous'] as const
export type PersonaMode = (typeof personaModes)[number]
export const offShifts = ['keep', 'return'] as const
export type OffShift = (typeof offShifts)[number]
/** In ms. */
export const longestTakeBack = 600_000
export const purposes = ['intake', 'agents', 'supervisors'] as const
export type Purpose = (typeof purposes)[number]
/** Ways to open a ticket in an intake place: any message, one in a thread, 🎫 by an agent, a form, or a command alone. */
export const intakeModes = ['every', 'threads', 'reaction', 'form', 'command'] as const
export type IntakeMode = (typeof intakeModes)[number]
/** A place of a network that the desk uses. */
export interface DeskPlace {
  readonly platform: string
  readonly place: string
  readonly purpose: Purpose
  readonly mode: IntakeMode
  readonly queue: string
}

export const queueSchema = new EntitySchema<Queue>({
  name: 'queue',
  tableName: 'queues',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    takeBackMs: { name: 'take_back_ms', type: 'int' },
    routing: { type: 'text' },
    silentMs: { name: 'silent_ms', type: 'bigint', nullable: true },
    offShift: { name: 'off_shift', type: 'text' },
    reopenMs: { name: 'reopen_ms', type: 'bigint', nullable: true },
    replies: { type: 'text' },
    persona: { type: 'text' },
    position: { type: 'int' },
  },
})
export const placeSchema = new EntitySchema<DeskPlace>({
  name: 'place',
  tableName: 'places',
  columns: {
    ...ofDesk,
    platform: { type: 'text', primary: true },
    place: { type: 'text', primary: true },
    purpose: { type: 'text' },
    mode: { type: 'text' },
    queue: { type: 'uuid' },
  },
})

export interface QueueRows {
  get(id: string): Promise<Queue | undefined>
  named(name: string): Promise<Queue | undefined>
  /** Queue of a ticket when nothing says otherwise. */
  first(): Promise<Queue>
  all(): Promise<Queue[]>
  add(name: string): Promise<Queue>
  change(id: string, patch: Partial<Omit<Queue, 'id' | 'name'>>): Promise<void>
  hasTickets(id: string): Promise<boolean>
  /** One without tickets and places. */
  remove(id: string): Promise<void>
  place(at: PlaceRef): Promise<DeskPlace | undefined>
  allPlaces(): Promise<DeskPlace[]>
  places(purpose: Purpose, queue?: string): Promise<PlaceRef[]>
  /** Without a mode it keeps the one it has. */
  setPlace(at: PlaceRef, purpose: Purpose, queue: string, mode?: IntakeMode): Promise<void>
  clearPlace(at: PlaceRef): Promise<boolean>
}

export const placeRef = ({ platform, place }: { readonly platform: string; readonly place: string }): PlaceRef => ({
  platform,
  kind: 'place',
  id: place,
})

const columns = columnsOf(queueSchema, 'queues')

const inOrder = { position: 'ASC', id: 'ASC' } as const

const allQueues = async (unit: Unit) => unit.config('queues', async () => unit.find(queueSchema, { order: inOrder }))
const allPlaces = async (unit: Unit) =>
  unit.config('places', async () => {
    const places = await unit.find(placeSchema, { order: { platform: 'ASC', place: 'ASC' } })
    return new Map(places.map((place) => [`${place.platform} ${place.place}`, place]))
  })

export const queueRows = (unit: Unit): QueueRows => ({
  get: async (id) => (await allQueues(unit)).find((queue) => queue.id === id),
  named: async (name) => {
    const [queue] = await unit.find(queueSchema, { where: { name: alike(name) } })
    return queue
  },
  first: async () => (await allQueues(unit))[0]!,
  all: async () => [...(await allQueues(unit))],
  add: async (name) => {
    const id = newId()
    const queue = await unit.first<Queue>(
      `with added as (
         insert into queues (id, name, position) select $1, $2, coalesce(max(position), 0) + 1 from queues returning ${columns})
       select * from added`,
      [id, name],
    )
    return queue!
  },
  change: async (id, patch) => {
    await unit.update(queueSchema, { id }, patch)
  },
  hasTickets: async (id) => (await unit.rows('select from tickets where queue = $1 limit 1', [id])).length > 0,
  remove: async (id) => {
    await unit.execute('delete from queue_members where queue = $1', [id])
    await unit.execute('delete from queue_teams where queue = $1', [id])
    await unit.execute('delete from queues where id = $1', [id])
  },
  allPlaces: async () => [...(await allPlaces(unit)).values()],
  place: async (at) => (await allPlaces(unit)).get(`${at.platform} ${at.id}`),
  places: async (purpose, queue) =>
    [...(await allPlaces(unit)).values()]
      .filter((place) => place.purpose === purpose && (queue === undefined || place.queue === queue))
      .map(placeRef),
  setPlace: async (at, purpose, queue, mode) =>
    unit.upsert(placeSchema, {
      platform: at.platform,
      place: at.id,
      purpose,
      queue,
      ...defined({ mode }),
    }),
  clearPlace: async (at) => (await unit.remove(placeSchema, { platform: at.platform, place: at.id })) === 1,
})

declare module '../core/tx' {
  interface RowSets {
    readonly queues: QueueRows
  }
}
