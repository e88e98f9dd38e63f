import { z } from 'zod'
import { shortText } from '../core/fields'
import { nobody } from '../model/person'
import { defineSection } from '../core/section'
import type { Registered } from '../core/tx'
import { actionLines } from './rule-section'

/** Everybody's; a person's own are nobody else's business. */
export const macroSection = ({ ruleActions }: Pick<Registered, 'ruleActions'>) => {
  const { list, linesOf, namedIn } = actionLines(ruleActions)
  const item = z
    .strictObject({
      name: shortText(40).meta({ description: 'Name of the macro' }),
      do: list,
    })
    .meta({
      description: 'Macros of the whole team, for `/ticket apply`.',
      examples: [{ name: 'refund', do: ['tag refund', 'canned refund', 'status solved'] }],
    })

  return defineSection<z.output<typeof item>>({
    name: 'macros',
    item,
    keys: ({ name }) => [name],
    uses: ({ do: lines }) => namedIn(lines),
    read: async (tx) => (await tx.rules.macros(nobody)).map(({ name, actions }) => ({ name, do: linesOf(actions) })),
    save: async (tx, { name, do: lines }) => tx.rules.saveMacro({ name, owner: null, actions: lines.join('; ') }),
    // Somebody's own would become everybody's.
    refuses: async (tx, kind, { name }) =>
      kind === 'added' && (await tx.rules.hasMacro(name))
        ? { words: 'refusal.name-taken', params: { name } }
        : undefined,
    remove: async (tx, { name }) => void (await tx.rules.removeMacro(name)),
  })
}
