import fc from 'fast-check'
import { Refusal } from '../../src/core/refusal'
import { settable, statuses, transition, type StatusChange, type TicketEvent } from '../../src/model/ticket'

const now = new Date('2026-11-22T10:00:00Z')
const later = new Date('2026-11-22T12:00:00Z')
const at = (status: StatusChange['status']): StatusChange => ({
  status,
  pendingUntil: null,
  solvedAt: status === 'solved' || status === 'closed' ? now : null,
})

describe('a ticket’s status', () => {
  test.each([
    ['new', 'claimed', 'open'],
    ['new', 'agent-replied', 'open'],
    ['new', 'customer-wrote', 'new'],
    ['open', 'customer-wrote', 'open'],
    ['pending', 'customer-wrote', 'open'],
    ['on-hold', 'customer-wrote', 'open'],
    ['solved', 'customer-wrote', 'open'],
    ['closed', 'customer-wrote', 'closed'],
    ['pending', 'pending-over', 'open'],
    ['open', 'pending-over', 'open'],
    ['solved', 'close-due', 'closed'],
    ['open', 'close-due', 'open'],
    ['pending', 'agent-replied', 'pending'],
  ] as const)('%s, then %s: %s', (from, kind, to) => {
    expect(transition(at(from), { kind }, now).status).toBe(to)
  })

  test('by hand it goes only where the table says, and the refusal names what is possible', () => {
    for (const from of statuses)
      for (const to of statuses) {
        if (to === 'new') continue
        const move = () => transition(at(from), { kind: 'set', status: to }, now)
        if (settable[from].includes(to)) expect(move().status).toBe(to)
        else
          expect(move).toThrow(
            expect.objectContaining({
              code: 'illegal-status',
              params: { from, to, allowed: settable[from].join(', ') || '-' },
            }),
          )
      }
  })

  test('pending until a time that is past is refused', () => {
    expect(() => transition(at('open'), { kind: 'set', status: 'pending', until: now }, now)).toThrow(Refusal)
    expect(transition(at('open'), { kind: 'set', status: 'pending', until: later }, now).pendingUntil).toEqual(later)
  })

  const events = fc.oneof(
    fc.constantFrom<TicketEvent>(
      { kind: 'claimed' },
      { kind: 'agent-replied' },
      { kind: 'customer-wrote' },
      { kind: 'pending-over' },
      { kind: 'close-due' },
    ),
    fc.record({
      kind: fc.constant('set' as const),
      status: fc.constantFrom('open', 'pending', 'on-hold', 'solved', 'closed'),
    }) as fc.Arbitrary<TicketEvent>,
    fc.constant<TicketEvent>({ kind: 'set', status: 'pending', until: later }),
  )
  test('whatever happens, only pending waits, only what is over was solved, and closed stays closed', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), (happenings) => {
        let ticket: StatusChange = { status: 'new', pendingUntil: null, solvedAt: null }
        for (const event of happenings) {
          const before = ticket
          try {
            ticket = transition(ticket, event, now)
          } catch (error) {
            expect(error).toBeInstanceOf(Refusal)
          }
          if (ticket.pendingUntil !== null) expect(ticket.status).toBe('pending')
          expect(ticket.solvedAt !== null).toBe(ticket.status === 'solved' || ticket.status === 'closed')
          if (before.status === 'closed') expect(ticket).toEqual(before)
          expect(before.status === 'new' || ticket.status !== 'new').toBe(true)
        }
      }),
    )
  })
})
