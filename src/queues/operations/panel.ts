import { z } from 'zod'
import { nameOf, richText, shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { cut, paragraph, type Control, type Input } from '../../platform'
import { Refusal } from '../../core/refusal'
import { words } from '../../core/words'

const mostButtons = 5
/** Networks' selects hold no more. */
const mostTopics = 25

/** A standing post with buttons, each of which opens the form of a new ticket. */
export const panel = defineOperation({
  name: 'panel',
  command: 'desk',
  by: 'admin',
  input: z.object({ title: nameOf(100), buttons: shortText(1000).optional(), text: richText(2000).optional() }),
  run: async (tx, { title, buttons, text }, admin) => {
    const place = admin.parent ?? admin.place
    if (place === undefined) throw new Refusal('missing-input', { field: 'place' })
    const labels = (buttons ?? words(tx.desk.locale, 'panel.button'))
      .split(',')
      .map((label) => cut(label.trim(), 60))
      .filter((label, index, all) => label !== '' && all.indexOf(label) === index)
      .slice(0, mostTopics)
    const controls = labels.length > mostButtons ? [topicSelect(labels, title)] : labels.map(topicButton)
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

const topicButton = (label: string, index: number, { length }: readonly string[]): Control => ({
  kind: 'button',
  label,
  operation: 'new',
  input: (length === 1 ? {} : { topic: label }) as Input,
  opensForm: true,
  ...(index === 0 ? { style: 'primary' as const } : {}),
})

/** Choosing a topic opens the form of a new ticket. */
const topicSelect = (labels: readonly string[], label: string): Control => ({
  kind: 'select',
  label,
  operation: 'new',
  input: {},
  field: 'topic',
  choices: labels.map((topic) => ({ value: topic, label: topic })),
})
