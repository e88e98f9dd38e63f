import { z } from 'zod'
import { choice, shortText } from '../../core/fields'
import { flag, listOf } from '../../model/file-item'
import { defineSection } from '../../core/section'
import { fieldKinds, fieldNeeds, ownFields, parseChoices, printChoices, type Field } from '../../model/field'
import { changedField } from './changed-field'

const item = z
  .strictObject({
    name: shortText(40).meta({ description: 'Its word in commands and filters' }),
    kind: choice(fieldKinds, 'field-kind').meta({ description: 'What it holds; fixed once it is there' }),
    label: shortText(60).meta({ description: 'Name to show in English' }),
    label_es: shortText(60).meta({ description: 'Name to show in Spanish' }),
    needed: choice(fieldNeeds, 'field-needed').default('never').meta({ description: 'When it must be filled in' }),
    off_card: flag.meta({ description: 'Not shown on the card' }),
    by_customer: flag.meta({ description: 'Customers are asked for it' }),
    choices: listOf(shortText(130), 100).meta({ description: 'Of a choice: its values, `English/Spanish`' }),
  })
  .meta({
    description:
      'Ticket fields: custom ones, and those of every help desk (`type`, `category`, `service`, `urgency`, `due`) where you changed them.',
    examples: [
      {
        name: 'category',
        kind: 'choice',
        label: 'Category',
        label_es: 'Categoría',
        choices: ['Hardware/Equipos', 'Network/Red'],
      },
      { name: 'seats', kind: 'number', label: 'Seats', label_es: 'Puestos', needed: 'solve' },
    ],
  })
type Item = z.output<typeof item>

const itemOf = ({ name, kind, labels, needed, onCard, byCustomer, choices }: Field): z.input<typeof item> => ({
  name,
  kind,
  label: labels.en,
  label_es: labels.es,
  needed,
  ...(onCard ? {} : { off_card: true }),
  ...(byCustomer ? { by_customer: true } : {}),
  choices: choices.map((one) => printChoices([one])),
})
const usual = (name: string) => ownFields.find((field) => field.name === name)
const isUsual = (field: Field) =>
  JSON.stringify(itemOf(field)) === JSON.stringify(usual(field.name) && itemOf(usual(field.name)!))

/** Fields of tickets: the desk's own, and ours where an admin changed them. */
export const fieldSection = defineSection<Item>({
  name: 'fields',
  item,
  isOrdered: true,
  keys: ({ name }) => [name],
  always: ({ filterTerms }) => filterTerms.map(({ name }) => name),
  read: async (tx) => (await tx.fields.all()).filter((field) => !isUsual(field)).map(itemOf),
  save: async (tx, { name, kind, label, label_es, needed, off_card, by_customer, choices }, position) => {
    const fields = await tx.fields.all()
    const field = changedField(
      fields.find((one) => one.name === name),
      name,
      { kind, label, label_es, needed, ...(choices.length === 0 ? {} : { choices: choices.join(', ') }) },
      fields,
      tx.registered.filterTerms,
    )
    await tx.fields.save({
      ...field,
      choices: parseChoices(choices.join(', ')),
      onCard: off_card !== true,
      byCustomer: by_customer === true,
      position: usual(name)?.position ?? 100 + position,
    })
  },
  refuses: async (tx, kind, { name, kind: wanted }) => {
    const standing = kind === 'removed' ? undefined : (await tx.fields.all()).find((one) => one.name === name)
    return standing !== undefined && standing.kind !== wanted
      ? { words: 'refusal.kind-fixed', params: { name, kind: standing.kind } }
      : undefined
  },
  // One of ours is again as it was, and keeps what tickets tell in it.
  remove: async (tx, { name }) => {
    const ours = usual(name)
    if (ours === undefined) await tx.fields.remove(name)
    else await tx.fields.save(ours)
  },
})
