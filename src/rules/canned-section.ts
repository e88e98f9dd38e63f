import { z } from 'zod'
import { shortText } from '../core/fields'
import { nobody } from '../model/person'
import { written } from '../model/file-item'
import { defineSection } from '../core/section'
import { parseTemplate } from './template'

const item = z
  .strictObject({
    name: shortText(40).meta({ description: 'Name of the canned reply' }),
    text: written(shortText(2000), (typed) => parseTemplate(typed, 'text')).meta({
      description: 'Text; `{customer}`, `{agent}`, `{number}` and `{subject}` are filled in',
    }),
  })
  .meta({
    description: 'Canned replies of the whole team, for `/ticket reply`.',
    examples: [{ name: 'refund', text: 'Hi {customer}, your refund is on its way.' }],
  })

/** Everybody's; a person's own are nobody else's business. */
export const cannedSection = defineSection<z.output<typeof item>>({
  name: 'canned replies',
  item,
  keys: ({ name }) => [name],
  read: async (tx) => (await tx.canned.all(nobody)).map(({ name, text }) => ({ name, text })),
  save: async (tx, { name, text }) => tx.canned.save({ name, owner: null, text }),
  // Somebody's own would become everybody's.
  refuses: async (tx, kind, { name }) =>
    kind === 'added' && (await tx.canned.isTaken(name)) ? { words: 'refusal.name-taken', params: { name } } : undefined,
  remove: async (tx, { name }) => void (await tx.canned.remove(name)),
})
