import { z } from 'zod'
import { ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { paragraph, type RichText } from '../../platform'
import { Refusal } from '../../core/refusal'
import { remaining, shownState, type Clock } from '../../model/policy'
import { spanOf, words, wordsOf } from '../../core/words'
import { suggestTickets } from '../suggest-tickets'
import { readerZone } from '../../people/reader-zone'
import { richWords, timeIn } from '../../core/rich-words'

/** Explains every clock of a ticket in words: which policy, how it stands, when it is due. */
export const sla = defineOperation({
  name: 'sla',
  by: 'agent',
  input: z.object({ ticket: ticketNumber }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number }, agent) => {
    const ticket = await tx.tickets.get(number)
    if (ticket === undefined) throw new Refusal('no-such-ticket', { number }, 'ticket')
    const clocks = await tx.clocks.of(number)
    if (clocks.length === 0) return tx.say('sla.none', { number })
    const hours = await tx.clocks.hours(clocks)
    const calendars = await tx.calendars.all()
    const zone = await readerZone(tx, agent.id)
    const formatClock = (clock: Clock): RichText[number] => {
      const facts = {
        policy: clock.policy,
        target: spanOf(tx.speaks, clock.targetMs),
        calendar: calendars.find(({ id }) => id === clock.calendar)?.name ?? words(tx.speaks, 'policy.always'),
        state: wordsOf(tx.speaks, `clock-state.${shownState(clock)}`),
      }
      const now = tx.now
      const left = clock.dueAt === null ? clock.remainingMs : remaining(clock.dueAt, now, hours(clock.calendar))
      const due =
        clock.dueAt === null
          ? []
          : [
              ' ',
              ...richWords(tx.speaks, left !== null && left < 0 ? 'sla.was-due' : 'sla.due', {
                at: timeIn(tx.speaks, zone, clock.dueAt, now),
                left: spanOf(tx.speaks, Math.abs(left ?? 0)),
              }),
            ]
      const rest =
        clock.state === 'paused' && left !== null
          ? ` ${words(tx.speaks, 'sla.left', { left: spanOf(tx.speaks, Math.max(0, left)) })}`
          : ''
      return paragraph(
        { kind: 'text', text: `${wordsOf(tx.speaks, `clock.${clock.kind}`)}: `, bold: true },
        words(tx.speaks, 'sla.told', facts),
        ...due,
        rest,
      )
    }
    return tx.answer({ text: clocks.map(formatClock) })
  },
})
