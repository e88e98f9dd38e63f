import { z } from 'zod'
import { choice, shortText } from '../../core/fields'
import { defineSection } from '../../core/section'
import { ownStatusBases } from './own-status-rows'

const item = z
  .strictObject({
    name: shortText(40)
      .regex(/^[a-z][a-z0-9_]*$/, 'fault.other')
      .meta({ description: 'Its word in commands and filters', allowed: 'small letters, digits and `_`' }),
    base: choice(ownStatusBases, 'status').meta({
      description: 'The status that it counts as; fixed once it is there',
    }),
    label: shortText(60).meta({ description: 'Name to show in English' }),
    label_es: shortText(60).meta({ description: 'Name to show in Spanish' }),
  })
  .meta({
    description: 'Custom statuses.',
    examples: [{ name: 'waiting_parts', base: 'on-hold', label: 'Waiting for parts', label_es: 'Esperando piezas' }],
  })

/** Statuses of the desk's own. */
export const ownStatusSection = defineSection<z.output<typeof item>>({
  name: 'statuses',
  item,
  keys: ({ name }) => [name],
  read: async (tx) =>
    (await tx.ownStatuses.all())
      .map(({ name, base, labels }) => ({ name, base, label: labels.en, label_es: labels.es }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  save: async (tx, { name, base, label, label_es }) =>
    tx.ownStatuses.save({ name, base, labels: { en: label, es: label_es } }),
  refuses: async (tx, kind, { name, base }) => {
    const standing = kind === 'removed' ? undefined : (await tx.ownStatuses.all()).find((one) => one.name === name)
    return standing !== undefined && standing.base !== base
      ? { words: 'refusal.base-fixed', params: { name, from: standing.base } }
      : undefined
  },
  remove: async (tx, { name }) => void (await tx.ownStatuses.remove(name)),
})
