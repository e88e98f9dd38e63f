import type { Choice } from '../platform'
import type { Tx } from '../core/tx'
import { words } from '../core/words'

export const suggestTeams = async (tx: Tx, typed: string): Promise<Choice[]> =>
  (await tx.teams.all())
    .filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase()))
    .slice(0, 25)
    .map(({ name }) => ({ value: name, label: name }))

/** Suggests teams, and the choice that takes the team away. */
export const suggestTeamsOrNone = async (tx: Tx, typed: string): Promise<Choice[]> => [
  ...(await suggestTeams(tx, typed)).slice(0, 24),
  { value: '-', label: `– ${words(tx.speaks, 'choice.no-team')}` },
]
