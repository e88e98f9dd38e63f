import { z } from 'zod'
import { defineSection } from '../core/section'

const item = z
  .strictObject({
    days: z
      .union([z.int().min(1).max(36_500), z.literal('-')])
      .default('-')
      .meta({ description: 'Days after which a closed ticket loses subject, messages, notes and files; `-`: never' }),
  })
  .meta({ description: 'How long closed tickets keep their content.', examples: [{ days: 365 }] })

/** For how many days a closed ticket keeps its words; `-`: for ever. */
export const retentionSection = defineSection<z.output<typeof item>>({
  name: 'retention',
  item,
  isSingle: true,
  keys: () => ['retention'],
  adjust: (_standing, wanted) => wanted,
  read: async (tx) => [{ days: (await tx.retention.days()) ?? '-' }],
  save: async (tx, { days }) => tx.retention.setDays(days === '-' ? null : days),
})
