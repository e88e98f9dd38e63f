import { foldWords } from '../queues/filter'
import { Refusal } from '../refusal'
import type { Tx } from '../tx'
import { settableStatuses } from './ticket'

/** A status by its name, or one of the desk's own by its label in either language. Throws Refusal at the field `status`. */
export const namedStatus = async (
  tx: Tx,
  typed: string,
): Promise<{ base: (typeof settableStatuses)[number]; own?: string }> => {
  const base = settableStatuses.find((one) => one === typed)
  if (base !== undefined) return { base }
  const word = foldWords(typed)
  const own = (await tx.ownStatuses.all()).find(({ name, labels }) =>
    [name, labels.en, labels.es].some((one) => foldWords(one) === word),
  )
  if (own === undefined) throw new Refusal('no-such-status', { name: typed }, 'status')
  return { base: own.base, own: own.name }
}
