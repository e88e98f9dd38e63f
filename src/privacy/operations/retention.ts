import { z } from 'zod'
import { fieldOf } from '../../core/fields'
import { defineOperation } from '../../core/operation'

/** A number, or `-` for ever. */
const days = fieldOf(
  z
    .string()
    .trim()
    .regex(/^(-|[1-9]\d{0,4})$/, 'fault.number'),
  { field: 'text', maxLength: 5 },
)

/** For how long a closed ticket keeps its words; without a number it tells. */
export const retention = defineOperation({
  name: 'retention',
  command: 'desk',
  by: 'admin',
  input: z.object({ days: days.optional() }),
  run: async (tx, { days: typed }, admin) => {
    if (typed !== undefined) {
      await tx.retention.setDays(typed === '-' ? null : Number(typed))
      tx.audit(admin.id, 'retention', typed)
    }
    const kept = typed === undefined ? await tx.retention.days() : typed === '-' ? null : Number(typed)
    return kept === null ? tx.say('retention.ever') : tx.say('retention.days', { days: kept })
  },
})
