import { clip, say, type Card, type Control, type Input, type Locale } from '../platform'
import { priorities } from '../model/ticket'
import { words, wordsOf } from '../core/words'
import type { Alarm, AlarmKind } from './alarm'

const mostListed = 10
const longestLine = 120
/** Number of choices that every network shows in a list. */
const mostChoices = 25
const longestChoice = 75

/** List in which the tickets are found afterwards: input of its button in a place, and in a person's DM. */
const lists: Readonly<Record<AlarmKind, { readonly place: Input; readonly person: Input }>> = {
  breach: { place: { filter: 'overdue' }, person: { filter: 'mine' } },
  warning: { place: { filter: 'open', order: 'due' }, person: { filter: 'mine', order: 'due' } },
  'pending-over': { place: { filter: 'open' }, person: { filter: 'mine' } },
  silent: { place: { filter: 'unassigned' }, person: { filter: 'unassigned' } },
  forecast: { place: { filter: 'open' }, person: { filter: 'mine' } },
}

/** One message of many tickets, all of a kind: the most urgent by name, a way to the others, and to each acknowledgement. */
export const alarmDigest = (
  alarms: readonly Alarm[],
  { speaks, zone }: { readonly speaks: Locale; readonly zone: string },
  reader: 'place' | 'person',
): { readonly text: string; readonly card: Card } => {
  const tickets = new Map<number, Alarm[]>()
  for (const alarm of alarms) tickets.set(alarm.ticket.number, [...(tickets.get(alarm.ticket.number) ?? []), alarm])
  const ofTickets = [...tickets.values()].sort(
    ([a], [b]) => urgency(b!) - urgency(a!) || a!.ticket.number - b!.ticket.number,
  )
  const { kind } = alarms[0]!
  const heading = wordsOf(speaks, `alarms.${kind}`, { count: tickets.size })
  const items = ofTickets.slice(0, mostListed).map((own) => lineOf(own, speaks, zone))
  const left = tickets.size - items.length
  const rest = left > 0 ? [words(speaks, 'alarms.more', { count: left })] : []
  return {
    text: [heading, ...items.map((item) => `• ${item}`), ...rest].join('\n'),
    card: {
      title: heading,
      tone: kind === 'breach' ? 'danger' : 'warning',
      blocks: [
        { kind: 'text', text: [{ kind: 'list', ordered: false, items: items.map(say) }, ...rest.flatMap(say)] },
        {
          kind: 'controls',
          controls: controlsOf(
            kind,
            ofTickets.map(([first]) => first!),
            speaks,
            reader,
          ),
        },
      ],
    },
  }
}

const urgency = ({ ticket }: Alarm) => priorities.indexOf(ticket.priority)

const nameOf = ({ ticket: { number, subject } }: Alarm) => `#${number} · ${subject}`

const lineOf = (own: readonly Alarm[], speaks: Locale, zone: string): string => {
  const details = own.flatMap(({ detail }) => detail?.(speaks, zone) ?? [])
  const name = nameOf(own[0]!)
  return details.length === 0
    ? clip(name, longestLine)
    : `${clip(name, longestLine / 2)} — ${clip(details.join('; '), longestLine / 2)}`
}

const controlsOf = (
  kind: AlarmKind,
  tickets: readonly Alarm[],
  speaks: Locale,
  reader: 'place' | 'person',
): Control[] => [
  {
    kind: 'button',
    label: words(speaks, 'alarms.list'),
    operation: 'list',
    input: lists[kind][reader],
  },
  ...(kind === 'breach'
    ? [
        {
          kind: 'select',
          label: words(speaks, 'button.acknowledge'),
          operation: 'acknowledge',
          input: {},
          field: 'ticket',
          choices: tickets.slice(0, mostChoices).map((one) => ({
            value: String(one.ticket.number),
            label: clip(nameOf(one), longestChoice),
          })),
        } as const,
      ]
    : []),
]
