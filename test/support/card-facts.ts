import fc from 'fast-check'
import { priorities, statuses, type Ticket } from '../../src/model/ticket'
import type { CardFacts } from '../../src/tickets/cards/card-facts'
import { richText, words } from '../platform/arbitraries'

const person = words.map((name) => ({ id: 'p', name, role: 'agent' as const, locale: null }))
const ticket: fc.Arbitrary<Ticket> = fc.record({
  number: fc.integer({ min: 1, max: 1e9 }),
  subject: words,
  status: fc.constantFrom(...statuses),
  pendingUntil: fc.constant(null),
  priority: fc.constantFrom(...priorities),
  queue: fc.constant('q'),
  requester: fc.constant('p'),
  assignee: fc.constantFrom(null, 'p'),
  overdue: fc.boolean(),
  createdAt: fc.constant(new Date()),
  updatedAt: fc.constant(new Date()),
  firstRepliedAt: fc.constant(null),
  solvedAt: fc.constant(null),
}) as fc.Arbitrary<Ticket>
/** Facts that the cards of tickets show, in any script and up to more than any network shows. */
export const cardFacts: fc.Arbitrary<CardFacts> = fc
  .tuple(
    ticket,
    person,
    words,
    fc.array(words, { maxLength: 20 }),
    richText,
    fc.constantFrom('en' as const, 'es' as const),
    fc.array(fc.record({ label: words, value: words }), { maxLength: 30 }),
    fc.array(fc.record({ number: fc.integer({ min: 1, max: 1e9 }), subject: words }), { maxLength: 3 }),
    fc.array(
      fc.record({ name: words, base: fc.constant('open' as const), labels: fc.record({ en: words, es: words }) }),
      {
        maxLength: 80,
      },
    ),
  )
  .map(([one, who, queue, tags, said, locale, told, similar, ownStatuses]) => ({
    ticket: one,
    tags,
    told,
    links: [],
    ownStatuses,
    notes: said,
    spentMs: told.length * 60_000,
    position: 3,
    similar,
    requester: who,
    ...(one.assignee === null ? {} : { assignee: who }),
    queue,
    clocks: [],
    lastWords: { by: who.name, entry: { text: said } as never },
    locale,
    zone: 'UTC',
    now: new Date(),
  })) as unknown as fc.Arbitrary<CardFacts>
