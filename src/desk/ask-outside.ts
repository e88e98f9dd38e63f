import type { Answers, Outside } from '../core/needs'
import type { Inbound, OperationInfo } from '../platform'
import { userLock } from '../people/person-rows'
import type { DeskId, Store } from '../store/transaction'
import { asksFirst, needsOf, type Registry } from './invoke'
import { readActor, type MeetParts } from './meet-actor'
import { lineOf, textCommand } from './text-command'

export interface AskOutsideParts extends MeetParts {
  readonly store: Store
  readonly outside: Outside
  readonly registry: Registry
  readonly infoList: readonly OperationInfo[]
}

/**
 * Asks the networks and the machine what an operation needs of them, before its transaction: a short read tells what that is, and
 * whether its actor may ask for it at all. Undefined for events that need nothing, which are nearly all: without a look.
 */
export const createAskOutside = ({ store, outside, registry, infoList, ...parts }: AskOutsideParts) => {
  const mayNeed = (event: Inbound): boolean => {
    if (event.kind === 'message') {
      const line = lineOf(event, infoList)
      return line !== undefined && isGiven(line.operation, line.input)
    }
    return (
      event.kind === 'invoke' &&
      isGiven(event.operation, event.input) &&
      !asksFirst(registry, event.operation, event.input, event)
    )
  }
  /** `input` undefined: it cannot be told yet. */
  const isGiven = (name: string, input: object | undefined): boolean => {
    const needs = registry(name)?.needs
    if (needs === undefined) return false
    return input === undefined || needs.given?.some((field) => Object.hasOwn(input, field)) !== false
  }

  const readNeeds = async (desk: DeskId, event: Inbound) =>
    store.read(desk, async (unit) => {
      // What the same person did just before may be what makes them an admin.
      await unit.lock(userLock(event.from))
      const { tx, actor } = await readActor(unit, event, parts)
      const asked = event.kind === 'message' ? await textCommand(tx, event, actor, infoList) : event
      return asked === undefined || !('operation' in asked)
        ? []
        : needsOf(tx, registry, asked.operation, asked.input, actor)
    })

  return async (desk: DeskId, event: Inbound): Promise<Answers | undefined> => {
    if (!mayNeed(event)) return undefined
    const needs = await readNeeds(desk, event)
    return new Map(await Promise.all(needs.map(async (need) => [need.key, await need.ask(outside)] as const)))
  }
}
