import type { Choice } from '../platform'
import type { Tx } from '../core/tx'

export const suggestQueues = async (tx: Tx, typed: string): Promise<Choice[]> =>
  (await tx.queues.all())
    .filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase()))
    .slice(0, 25)
    .map(({ name }) => ({ value: name, label: name }))
