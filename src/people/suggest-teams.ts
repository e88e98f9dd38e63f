import type { Choice } from '../platform'
import type { Tx } from '../tx'

export const suggestTeams = async (tx: Tx, typed: string): Promise<Choice[]> =>
  (await tx.teams.all())
    .filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase()))
    .slice(0, 25)
    .map(({ name }) => ({ value: name, label: name }))
