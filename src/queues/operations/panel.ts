import { z } from 'zod'
import { richText, shortText } from '../../fields'
import { defineOperation } from '../../operation'
import { paragraph, type Control, type Input } from '../../platform'
import { Refusal } from '../../refusal'
import { words } from '../../words'

const mostButtons = 5

/** A standing post with buttons, each of which opens the form of a new ticket. */
export const panel = defineOperation({
  name: 'panel',
  command: 'desk',
  by: 'admin',
  input: z.object({ title: shortText(100), buttons: shortText(200).optional(), text: richText(2000).optional() }),
  run: async (tx, { title, buttons, text }, admin) => {
    const place = admin.parent ?? admin.place
    if (place === undefined) throw new Refusal('missing-input', { field: 'place' })
    const labels = (buttons ?? words(tx.desk.locale, 'panel.button'))
      .split(',')
      .map((label) => label.trim().slice(0, 60))
      .filter((label, index, all) => label !== '' && all.indexOf(label) === index)
      .slice(0, mostButtons)
    const controls = labels.map((label, index): Control => ({
      kind: 'button',
      label,
      operation: 'new',
      input: (labels.length === 1 ? {} : { topic: label }) as Input,
      opensForm: true,
      ...(index === 0 ? { style: 'primary' as const } : {}),
    }))
    tx.outbox.say(
      place,
      {
        text: [paragraph({ kind: 'text', text: title, bold: true }), ...(text ?? [])],
        card: {
          title,
          tone: 'neutral',
          blocks: [...(text === undefined ? [] : [{ kind: 'text', text } as const]), { kind: 'controls', controls }],
        },
      },
      { key: `panel:${place.id}:${tx.now.getTime()}` },
    )
    return tx.say('panel.done', { count: labels.length })
  },
})
