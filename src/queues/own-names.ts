import type { Tx } from '../tx'
import type { OwnNames } from './filter'

/** What a filter of this desk may name beside what every desk has. */
export const ownNames = async (tx: Tx): Promise<OwnNames> => ({
  fields: await tx.fields.names(),
  statuses: (await tx.ownStatuses.all()).map(({ name }) => name),
})
