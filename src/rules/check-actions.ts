import { readFields } from '../tickets/fields/change-fields'
import { namedStatus } from '../tickets/life/named-status'
import { Refusal } from '../core/refusal'
import type { Tx } from '../core/tx'
import { parseActions, type Action } from './action'
import { ruleActionOf } from './rule-action'

/** Reads typed actions; throws Refusal on saving for what this desk cannot carry out. `person`: whose own canned replies it may use. */
export const readActions = async (tx: Tx, typed: string, person: string | null): Promise<Action[]> => {
  const actions = parseActions(typed, tx.registered.ruleActions)
  for (const action of actions)
    if (action.kind === 'set') readFields(tx, await tx.fields.all(), action.fields, 'actions')
  for (const action of actions) if (action.kind === 'status') await namedStatus(tx, action.status, 'actions')
  for (const action of actions) if (action.kind === 'own') await ruleActionOf(tx, action.word).check?.(tx, action.asked)
  for (const action of actions) await refuseUnknown(tx, action, person)
  return actions
}

const refuseUnknown = async (tx: Tx, action: Action, person: string | null): Promise<void> => {
  if (!('name' in action)) return
  const { kind, name } = action
  if (kind === 'canned' && (await tx.canned.named(name, person)) === undefined)
    throw new Refusal('no-such-canned', { name }, 'actions')
  if (kind === 'queue' && (await tx.queues.named(name)) === undefined)
    throw new Refusal('no-such-queue', { name }, 'actions')
  if (kind === 'team' && name !== '-' && (await tx.teams.named(name)) === undefined)
    throw new Refusal('no-such-team', { name }, 'actions')
  if (kind === 'assign' && (await tx.people.named(name, 'agent')) === undefined)
    throw new Refusal('not-an-agent', { name }, 'actions')
}
