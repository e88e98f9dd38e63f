import { readFields } from '../tickets/change-fields'
import type { Tx } from '../tx'
import { parseActions, type Action } from './action'

/** What was typed, looked at against what the desk has: a rule that cannot be carried out is refused when it is saved. */
export const readActions = async (tx: Tx, typed: string): Promise<Action[]> => {
  const actions = parseActions(typed)
  for (const action of actions)
    if (action.kind === 'set') readFields(tx, await tx.fields.all(), action.fields, 'actions')
  return actions
}
