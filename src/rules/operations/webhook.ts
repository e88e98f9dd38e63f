import { z } from 'zod'
import { choice } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { paragraph } from '../../platform'
import { words } from '../../core/words'
import { richSentence } from '../../core/rich-words'

/** The secret with which webhooks are signed, told to an admin once each time it is asked for; or a new one. */
export const webhook = defineOperation({
  name: 'webhook',
  command: 'desk',
  by: 'admin',
  input: z.object({ renew: choice(['yes'] as const, 'answer').optional() }),
  run: async (tx, { renew }, admin) => {
    if (renew !== undefined) await tx.webhooks.renewSecret()
    tx.audit(admin.id, 'webhook', renew === undefined ? 'secret told' : 'secret renewed')
    return {
      kind: 'private',
      content: {
        text: [
          paragraph(words(tx.speaks, 'webhook.secret')),
          paragraph({ kind: 'code', text: await tx.webhooks.secret() }),
        ],
      },
      kept: { text: richSentence(tx.speaks, 'webhook.told') },
    }
  },
})
