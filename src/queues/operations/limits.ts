import { z } from 'zod'
import { byName, fieldOf } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { words } from '../../core/words'

/** A number, or `-` for no limit. */
const limit = fieldOf(
  z
    .string()
    .trim()
    .regex(/^(-|[1-9]\d{0,3})$/, 'fault.number'),
  { field: 'text', maxLength: 4 },
)

/** Sets what one customer may have open at once, and say in a minute; what is more waits, and nothing is lost. */
export const limits = defineOperation({
  name: 'limits',
  command: 'desk',
  by: 'admin',
  input: z.object({ open: byName(limit).optional(), rate: byName(limit).optional() }),
  run: async (tx, { open, rate }, admin) => {
    const { id: _, ...desk } = tx.desk
    const read = (typed: string | undefined, stands: number | null) =>
      typed === undefined ? stands : typed === '-' ? null : Number(typed)
    const wanted = { open: read(open, desk.openLimit), rate: read(rate, desk.rateLimit) }
    await tx.changeDesk({ ...desk, openLimit: wanted.open, rateLimit: wanted.rate })
    tx.audit(admin.id, 'limits', `${wanted.open ?? '-'} ${wanted.rate ?? '-'}`)
    const any = words(tx.speaks, 'amount.any')
    return tx.say('limits.done', { open: wanted.open ?? any, rate: wanted.rate ?? any })
  },
})
