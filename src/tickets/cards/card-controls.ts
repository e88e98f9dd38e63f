import type { Control, Locale } from '../../platform'
import { words, wordsOf } from '../../core/words'
import { priorities, settable, settableStatuses, type Ticket } from '../../model/ticket'
import type { CardFacts } from './card-facts'

/** Buttons for what the ticket as it stands allows. */
export const buttonsOf = (ticket: Ticket, locale: Locale): Control[] => {
  const input = { ticket: String(ticket.number) }
  const button = (operation: string, facts: Partial<Control & { kind: 'button' }> = {}): Control => ({
    kind: 'button',
    label: wordsOf(locale, `button.${operation}`),
    operation,
    input,
    ...facts,
  })
  if (ticket.mergedInto !== null)
    return [
      button('show'),
      button('merge', { label: words(locale, 'button.unmerge'), input: { ...input, undo: 'true' } }),
    ]
  if (ticket.status === 'closed') return [button('show')]
  const reply = button('reply', { opensForm: true, ...(ticket.assignee === null ? {} : { style: 'primary' as const }) })
  const replies = ticket.internal ? [] : [reply]
  const note = button('note', { opensForm: true })
  const tag = button('tag', { opensForm: true })
  const edit = button('edit', { opensForm: true })
  if (ticket.status === 'solved')
    return [
      button('status', { label: words(locale, 'button.reopen'), input: { ...input, status: 'open' } }),
      ...replies,
      note,
      button('show'),
    ]
  const solve = button('status', { label: words(locale, 'button.solve'), input: { ...input, status: 'solved' } })
  const own = ticket.assignee === null ? button('claim', { style: 'primary' }) : button('release')
  return [own, ...replies, note, solve, edit, tag]
}

/** Selects of what it may become, and what it is. */
export const selectsOf = ({ ticket, ownStatuses, locale }: CardFacts): Control[] => {
  const own = ownStatuses.filter(({ base }) => base === ticket.status || settable[ticket.status].includes(base))
  const input = { ticket: String(ticket.number) }
  const reachable = settableStatuses.filter(
    (status) => status === ticket.status || settable[ticket.status].includes(status),
  )
  return [
    {
      kind: 'select',
      label: words(locale, 'card.status'),
      operation: 'status',
      input,
      field: 'status',
      choices: [
        ...reachable.map((value) => ({ value, label: wordsOf(locale, `status.${value}`) })),
        ...own.map(({ name, labels }) => ({ value: name, label: labels[locale] })),
      ],
      ...(ticket.status === 'new' ? {} : { chosen: ticket.ownStatus ?? ticket.status }),
    },
    {
      kind: 'select',
      label: words(locale, 'card.priority'),
      operation: 'priority',
      input,
      field: 'priority',
      choices: priorities.map((value) => ({ value, label: wordsOf(locale, `priority.${value}`) })),
      chosen: ticket.priority,
    },
  ]
}
