import type { ColumnId, Model } from './model.js'
import type { PostView } from './wire.js'

interface Step {
  readonly column: ColumnId
  /** Condition that it waits for; the last waits for nothing. */
  readonly done: (model: Model) => boolean
}

const customer = 'ana'

/** Posts of Ana since the guide began. */
const askedIn = (model: Model): readonly PostView[] =>
  postsOf(model, ({ by, place }) => by.id === customer && inRooms(place, ['help', `dm.${customer}`]))

/** The cards of Ana's tickets. A reminder is a card too, but no thread hangs under it. */
const cardsIn = (model: Model): readonly PostView[] => {
  const name = model.people.find((person) => person.id === customer)?.name
  const isHers = ({ card }: PostView): boolean =>
    card?.blocks.some((block) => block.kind === 'fields' && block.fields.some(({ value }) => value === name)) ?? false
  return postsOf(model, (post) => post.place === 'agents' && post.thread !== undefined && isHers(post))
}

const postsOf = (model: Model, test: (post: PostView) => boolean): readonly PostView[] =>
  [...model.posts.values()].filter((post) => !post.deleted && !post.only && post.at > model.since && test(post))
const inRooms = (place: string, tops: readonly string[]): boolean =>
  tops.some((top) => place === top || place.startsWith(`${top}.`))
const offers = ({ buttons }: PostView, operation: string, status?: string): boolean =>
  buttons.some((one) => one.kind === 'button' && one.operation === operation && one.input['status'] === status)

export const steps: readonly Step[] = [
  { column: 'help', done: (model) => askedIn(model).length > 0 },
  { column: 'agents', done: (model) => cardsIn(model).length > 0 },
  { column: 'agents', done: (model) => cardsIn(model).some((card) => !offers(card, 'claim')) },
  {
    column: 'agents',
    done: (model) => {
      const rooms = cardsIn(model).map((card) => card.thread?.id)
      return postsOf(model, (post) => rooms.includes(post.place)).some((post) => offers(post, 'take-back'))
    },
  },
  {
    column: 'help',
    done: (model) =>
      postsOf(model, ({ by, place }) => by.kind === 'desk' && by.persona && inRooms(place, ['help', `dm.${customer}`]))
        .length > 0,
  },
  { column: 'agents', done: (model) => cardsIn(model).some((card) => !offers(card, 'status', 'solved')) },
  { column: 'agents', done: () => false },
]

/** The one after the last that the desk shows as done: whoever solved a ticket need not claim it any more. */
export const stepOf = (model: Model): number => steps.findLastIndex((step) => step.done(model)) + 1

/** Threads that show how far Ana's tickets are, beside the channels. */
export const guideThreads = (model: Model): readonly string[] =>
  [...askedIn(model), ...cardsIn(model)].flatMap(({ thread }) => (thread ? [thread.id] : []))
