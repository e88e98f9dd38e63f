import { z } from 'zod'
import { shortText } from '../core/fields'
import { filterText, flag, listOf, namedInFilter, ownFieldsOf, ownStatusesIn, written } from '../model/file-item'
import { defineSection, type Use } from '../core/section'
import { parseActions, printActions } from './action'
import { ruleEvents } from '../core/rule-event'

/** Actions, each on a line of its own. */
const actionList = listOf(
  written(shortText(2000), (typed) => printActions(parseActions(typed))),
  50,
).transform((lines) => lines.flatMap((line) => parseActions(line).map((action) => printActions([action]))))
export const neededActions = actionList
  .refine((lines) => lines.length > 0, 'fault.missing')
  .meta({ description: 'What is done, one after another', allowed: 'a list of actions, one at least' })

export const linesOf = (actions: string): string[] => parseActions(actions).map((action) => printActions([action]))

const sectionOf: Readonly<Record<string, string>> = {
  assign: 'people',
  queue: 'queues',
  team: 'teams',
  canned: 'canned replies',
}

/** The people, queues, teams and canned replies that actions name. */
export const namedIn = (lines: readonly string[]): Use[] =>
  lines.flatMap((line, index) =>
    parseActions(line).flatMap((action) =>
      Object.hasOwn(sectionOf, action.kind) && 'name' in action && action.name !== '-'
        ? [{ section: sectionOf[action.kind]!, name: action.name, at: ['do', index] }]
        : action.kind === 'set'
          ? ownFieldsOf(Object.keys(action.fields), ['do', index])
          : action.kind === 'status'
            ? ownStatusesIn([action.status], ['do', index])
            : [],
    ),
  )

const item = z
  .strictObject({
    name: shortText(40).meta({ description: 'Name of the rule' }),
    on: z.enum(ruleEvents).meta({ description: 'What sets it off' }),
    filter: filterText,
    do: neededActions,
    stop: flag.meta({ description: 'No later rule runs after this one' }),
    off: flag.meta({ description: 'Switched off' }),
  })
  .meta({
    description: 'Rules: when, for which tickets, do what.',
    examples: [{ name: 'vip', on: 'created', filter: 'tag:vip', do: ['priority high', 'team Network'] }],
  })

export const ruleSection = defineSection<z.output<typeof item>>({
  name: 'rules',
  item,
  isOrdered: true,
  keys: ({ name }) => [name],
  uses: ({ filter, do: lines }) => [...namedInFilter(filter), ...namedIn(lines)],
  read: async (tx) =>
    (await tx.rules.all()).map(({ name, event, filter, actions, stops, enabled }) => ({
      name,
      on: event,
      filter,
      do: linesOf(actions),
      stop: stops,
      off: !enabled,
    })),
  save: async (tx, { name, on, filter, do: lines, stop, off }, position) =>
    tx.rules.save({
      name,
      position,
      event: on,
      filter,
      actions: lines.join('; '),
      stops: stop === true,
      enabled: off !== true,
    }),
  remove: async (tx, { name }) => void (await tx.rules.remove(name)),
})
