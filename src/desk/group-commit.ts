import { arrival, arrivedIn, foresee, foreseeConversation } from './arrival-rows'
import type { Answer, Inbound } from '../platform'
import { queueRows } from '../queues/queue-rows'
import { ruleRows } from '../rules/rule-rows'
import { clockRows } from '../sla/clock-rows'
import { eventKey } from '../store/inbox-rows'
import { settleTogether, type Waiting } from '../store/settle-together'
import { readDesk } from '../store/desk-rows'
import { isTyped } from './text-command'
import { inOneBreath, type DeskId, type Store, type Unit } from '../store/transaction'
import { createTurns } from './keyed-queue'

/**
 * Events that wait for a connection travel together: one transaction, its round trips and its commit are shared by all of
 * them. Each is still handled by itself, one after another.
 */
export interface Trains {
  /**
   * `run` is given whether the event is new; it may be called again, in another transaction, when that failed. `ticket`: what it
   * will hold first.
   */
  ride(
    desk: DeskId,
    event: Inbound,
    ticket: number | undefined,
    run: (unit: Unit, isNew: boolean) => Promise<Answer>,
  ): Promise<Answer>
}

interface Passenger extends Waiting<Answer> {
  readonly event: Inbound
  readonly ticket: number | undefined
  readonly run: (unit: Unit, isNew: boolean) => Promise<Answer>
}
interface Station {
  waiting: Passenger[]
  /** Places whose events are under way. */
  readonly places: Set<string>
  underWay: number
}

/** Transactions of one desk at the same time: while one commits another works. */
const tracks = 2
const seats = 64
/** So many are worth a second train beside the first; fewer wait until it is back, and share theirs. */
const enough = 8

/** What opens a ticket or joins the one before needs few reads of its own; a thread, a command, a button may need many. */
const mayShare = (event: Inbound): boolean =>
  event.kind === 'message' && event.parent === undefined && !event.direct && !isTyped(event)

export const createTrains = (store: Store): Trains => {
  const stations = new Map<DeskId, Station>()
  const turns = createTurns()
  const presses = createTurns()

  const travel = async (desk: DeskId, passengers: readonly Passenger[]): Promise<readonly Answer[]> => {
    const tickets = passengers.flatMap(({ ticket }) => ticket ?? [])
    return store.transaction(
      desk,
      async (unit, opened) => {
        const arrived = arrivedIn(unit, opened, tickets)
        for (const [index, { event }] of passengers.entries()) foresee(unit, event, arrived[index]!)
        await inOneBreath(
          readConfiguration(unit, passengers[0]!.event),
          ...passengers.map(async ({ event }, index) => foreseeConversation(unit, event, arrived[index]!)),
        )
        const answers: Answer[] = []
        for (const [index, { run }] of passengers.entries()) answers.push(await run(unit, arrived[index]!.isNew))
        return answers
      },
      arrival(
        passengers.map(({ event }) => event),
        tickets,
      ),
    )
  }

  const depart = async (desk: DeskId, passengers: readonly Passenger[]) =>
    settleTogether(passengers, async (some: readonly Passenger[]) => travel(desk, some))

  const board = (desk: DeskId) => {
    const station = stations.get(desk)
    if (station === undefined || station.underWay >= tracks) return
    if (station.underWay > 0 && station.waiting.length < enough) return
    const passengers = choose(station)
    if (passengers.length === 0) return
    const places = passengers.map(({ event }) => event.place.id)
    for (const place of places) station.places.add(place)
    station.underWay++
    void depart(desk, passengers).finally(() => {
      for (const place of places) station.places.delete(place)
      station.underWay--
      if (station.underWay === 0 && station.waiting.length === 0) stations.delete(desk)
      else board(desk)
    })
    if (station.waiting.length > 0) board(desk)
  }

  return {
    ride: async (desk, event, ticket, run) =>
      new Promise((resolve, reject) => {
        const passenger = { event, ticket, run, resolve, reject }
        if (event.kind === 'lifecycle') return void depart(desk, [passenger])
        // Whoever pressed a button waits for nobody's messages, and for no presses but their own while there are connections.
        if (event.kind === 'invoke')
          return void presses.take(desk, [personOf(event)], async () => depart(desk, [passenger]))
        if (!mayShare(event)) return void turns.take(desk, claimsOf(event), async () => depart(desk, [passenger]))
        const station = stations.get(desk) ?? { waiting: [], places: new Set(), underWay: 0 }
        stations.set(desk, station)
        station.waiting.push(passenger)
        // What came in the same breath goes together.
        if (station.waiting.length === 1 || station.waiting.length === enough) setImmediate(() => board(desk))
      }),
  }
}

const personOf = ({ from }: Inbound) => `user ${from.id}`
const claimsOf = (event: Inbound): readonly string[] => [event.place.id, personOf(event)]

/**
 * The first who wait, but one message of each person: what one of them does must not change what was read for another.
 * Nobody overtakes who has to wait in the same place.
 */
const choose = (station: Station): Passenger[] => {
  const chosen: Passenger[] = []
  const left: Passenger[] = []
  const taken = new Set(station.places)
  for (const passenger of station.waiting) {
    const { event } = passenger
    const own = [personOf(event), `event ${eventKey(event)}`]
    const mayGo = chosen.length < seats && ![event.place.id, ...own].some((claim) => taken.has(claim))
    if (mayGo) chosen.push(passenger)
    else left.push(passenger)
    for (const claim of mayGo ? own : [event.place.id, ...own]) taken.add(claim)
  }
  station.waiting = left
  return chosen
}

/** After a change of it everything is read in one packet, and not by each passenger in turn. */
const readConfiguration = async (unit: Unit, { place }: Inbound) =>
  inOneBreath(
    readDesk(unit),
    queueRows(unit).all(),
    queueRows(unit).place(place),
    clockRows(unit).policies(),
    ruleRows(unit).on('created'),
  )
