import { paragraph, type RichText } from '../platform'
import type { Filter } from '../model/filter'
import { isFound, markFound, passage } from './found-words'
import type { Tx } from '../core/tx'
import { wordsOf } from '../core/words'
import type { Ticket } from '../model/ticket'
import { timeIn } from '../core/rich-words'

const longestPassage = 160

/** Formats each ticket found: number, subject and the words around the match, which stands out; status and age. */
export const formatFound = async (
  tx: Tx,
  tickets: readonly Ticket[],
  filter: Filter,
): Promise<(ticket: Ticket) => RichText> => {
  const sought = filter.flatMap(({ test, isNegated }) => (test.kind === 'contains' && !isNegated ? [test.text] : []))
  const stems = sought.length === 0 ? [] : await tx.search.stems(sought.join(' '))
  const said =
    stems.length === 0 ? new Map<number, string[]>() : await tx.entries.latestTexts(tickets.map(({ number }) => number))
  return (ticket) => {
    const time = timeIn(tx.speaks, tx.desk.zone, ticket.createdAt, tx.now)
    const text = said.get(ticket.number)?.find((one) => isFound(one, stems))
    return [
      paragraph(
        { kind: 'text', text: `#${ticket.number}`, bold: true },
        ' · ',
        ...markFound(ticket.subject, stems),
        ` · ${wordsOf(tx.speaks, `status.${ticket.status}`)} · `,
        time,
      ),
      ...(text === undefined || (text.startsWith(ticket.subject) && text.length - ticket.subject.length < 3)
        ? []
        : [paragraph(...markFound(passage(text, stems, longestPassage), stems))]),
    ]
  }
}
