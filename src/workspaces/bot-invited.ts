import { paragraph, type Answer, type PlaceRef } from '../platform'
import type { Tx } from '../core/tx'
import { words, wordsOf } from '../core/words'
import { purposes } from '../queues/queue-rows'
import { richSentence } from '../core/rich-words'

/** The bot came into a channel: its inviter is asked, alone, what the channel is for. */
export const askPurpose = (tx: Tx, place: PlaceRef): Answer => {
  const title = words(tx.speaks, 'joined.title')
  return tx.answer({
    text: [paragraph(title), ...richSentence(tx.speaks, 'joined.hint')],
    card: {
      title,
      tone: 'neutral',
      blocks: [
        { kind: 'context', text: richSentence(tx.speaks, 'joined.hint') },
        {
          kind: 'controls',
          controls: purposes.map((purpose) => ({
            kind: 'button',
            label: wordsOf(tx.speaks, `purpose.${purpose}`),
            operation: 'place',
            input: { purpose, place, asked: 'yes' },
          })),
        },
      ],
    },
  })
}
