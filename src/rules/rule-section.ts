import { z } from 'zod'
import { shortText } from '../core/fields'
import { filterText, flag, listOf, namedInFilter, ownFieldsOf, ownStatusesIn, written } from '../model/file-item'
import { defineSection, type Use } from '../core/section'
import type { Registered } from '../core/tx'
import { parseActions, printActions, type Action } from './action'
import type { RuleAction } from './rule-action'
import { ruleEvents } from '../core/rule-event'

/** Format of actions in the file, each on a line of its own, with those that slices bring. */
export const actionLines = (own: readonly RuleAction[]) => {
  const linesOf = (actions: string): string[] => parseActions(actions, own).map((action) => printActions([action]))
  return {
    linesOf,
    list: listOf(
      written(shortText(2000), (typed) => printActions(parseActions(typed, own))),
      50,
    )
      .transform((lines) => lines.flatMap(linesOf))
      .refine((lines) => lines.length > 0, 'fault.missing')
      .meta({ description: 'What is done, one after another', allowed: 'a list of actions, one at least' }),
    /** The people, queues, teams and canned replies that they name. */
    namedIn: (lines: readonly string[]): Use[] =>
      lines.flatMap((line, index) => parseActions(line, own).flatMap((action) => namedBy(action, ['do', index]))),
  }
}

const sectionOf: Readonly<Record<string, string>> = {
  assign: 'people',
  queue: 'queues',
  team: 'teams',
  canned: 'canned replies',
}

const namedBy = (action: Action, at: Use['at']): Use[] =>
  Object.hasOwn(sectionOf, action.kind) && 'name' in action && action.name !== '-'
    ? [{ section: sectionOf[action.kind]!, name: action.name, at }]
    : action.kind === 'set'
      ? ownFieldsOf(Object.keys(action.fields), at)
      : action.kind === 'status'
        ? ownStatusesIn([action.status], at)
        : []

export const ruleSection = ({ ruleActions }: Pick<Registered, 'ruleActions'>) => {
  const { list, linesOf, namedIn } = actionLines(ruleActions)
  const item = z
    .strictObject({
      name: shortText(40).meta({ description: 'Name of the rule' }),
      on: z.enum(ruleEvents).meta({ description: 'What sets it off' }),
      filter: filterText,
      do: list,
      stop: flag.meta({ description: 'No later rule runs after this one' }),
      off: flag.meta({ description: 'Switched off' }),
    })
    .meta({
      description: 'Rules: when, for which tickets, do what.',
      examples: [{ name: 'vip', on: 'created', filter: 'tag:vip', do: ['priority high', 'team Network'] }],
    })

  return defineSection<z.output<typeof item>>({
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
}
