import { z } from 'zod'
import { day, printDuration } from '../core/duration'
import { shortText } from '../core/fields'
import { findStaff, staffNames } from '../people/staff-names'
import { listOf, msOf, span } from '../model/file-item'
import { defineSection } from '../core/section'
import { routings } from './pick-agent'
import { longestTakeBack, offShifts, personaModes, replyModes } from './queue-rows'

const item = z
  .strictObject({
    name: shortText(60).meta({ description: 'Name of the queue' }),
    'take-back': span(0, longestTakeBack)
      .default('10s')
      .meta({ description: 'How long a reply can be taken back before it goes out' }),
    routing: z
      .enum(routings)
      .default('manual')
      .meta({ description: 'Agents pick tickets themselves, get them in turn, or whoever has least gets the next' }),
    silent: span(1000, 400 * day)
      .optional()
      .meta({ description: 'After this time without an answer a ticket goes back to the queue' }),
    'off-shift': z
      .enum(offShifts)
      .default('keep')
      .meta({ description: 'What becomes of tickets when the shift of their assignee ends' }),
    reopen: span(0, 400 * day)
      .optional()
      .meta({ description: 'How long the customer can reopen a solved ticket by writing; without it until it closes' }),
    replies: z
      .enum(replyModes)
      .default('on-purpose')
      .meta({ description: 'What agents write in a ticket’s thread is a note, or goes to the customer by default' }),
    persona: z
      .enum(personaModes)
      .default('agent')
      .meta({ description: 'Customers see the agent’s name, the queue’s, or the help desk’s' }),
    members: listOf(shortText(200))
      .transform((names) => [...new Set(names)].sort())
      .meta({ description: 'Agents who get its tickets; without any, all', allowed: 'a list of names of `people`' }),
  })
  .meta({
    description: 'Queues. The first takes whatever nothing else sends elsewhere.',
    examples: [
      { name: 'Support', 'take-back': '10s', routing: 'round-robin', silent: '4h', members: ['Bo Lindqvist'] },
    ],
  })

export const queueSection = defineSection<z.output<typeof item>>({
  name: 'queues',
  item,
  // The first takes what nothing else says where to put.
  isOrdered: true,
  keys: ({ name }) => [name],
  uses: ({ members }) => members.map((name, index) => ({ section: 'people', name, at: ['members', index] })),
  check: (items) => (items.length === 0 ? { words: 'settings.no-queue' } : undefined),
  read: async (tx) => {
    const names = await staffNames(tx)
    const items = []
    for (const {
      id,
      name,
      takeBackMs,
      routing,
      silentMs,
      offShift,
      reopenMs,
      replies,
      persona,
    } of await tx.queues.all())
      items.push({
        name,
        'take-back': printDuration(takeBackMs),
        routing,
        silent: silentMs === null ? undefined : printDuration(silentMs),
        'off-shift': offShift,
        reopen: reopenMs === null ? undefined : printDuration(reopenMs),
        replies,
        persona,
        members: (await tx.agents.members(id)).flatMap((person) => names.get(person) ?? []),
      })
    return items
  },
  save: async (tx, given, position) => {
    const {
      name,
      'take-back': takeBack,
      routing,
      silent,
      'off-shift': offShift,
      reopen,
      replies,
      persona,
      members,
    } = given
    const { id } = (await tx.queues.named(name)) ?? (await tx.queues.add(name))
    await tx.queues.change(id, {
      position,
      takeBackMs: msOf(takeBack),
      routing,
      replies,
      persona,
      offShift,
      silentMs: silent === undefined ? null : msOf(silent),
      reopenMs: reopen === undefined ? null : msOf(reopen),
    })
    const wanted: string[] = []
    for (const member of members) wanted.push((await findStaff(tx, member)).id)
    const standing = await tx.agents.members(id)
    for (const person of standing.filter((one) => !wanted.includes(one))) await tx.agents.leave(id, person)
    for (const person of wanted.filter((one) => !standing.includes(one))) await tx.agents.join(id, person)
  },
  refuses: async (tx, kind, { name }) => {
    const queue = kind === 'removed' ? await tx.queues.named(name) : undefined
    return queue !== undefined && (await tx.queues.hasTickets(queue.id))
      ? { words: 'settings.queue-has-tickets', params: { name } }
      : undefined
  },
  remove: async (tx, { name }) => tx.queues.remove((await tx.queues.named(name))!.id),
  after: async (tx) => void (await tx.clocks.scheduleOpen('retarget')),
})
