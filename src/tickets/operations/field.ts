import { z } from 'zod'
import { byName, choice, nameOf, number, shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { paragraph, type Answer } from '../../platform'
import { foldWords } from '../../model/filter'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { changedField } from '../fields/changed-field'
import { words, wordsOf } from '../../core/words'
import { fieldKinds, fieldNeeds, printChoices, type Field } from '../../model/field'

const answers = ['yes', 'no'] as const

/** Adds or changes what tickets tell; without anything to change, tells what there is. */
export const field = defineOperation({
  name: 'field',
  command: 'desk',
  by: 'admin',
  input: z.object({
    name: nameOf(40).optional(),
    kind: choice(fieldKinds, 'field-kind').optional(),
    label: byName(shortText(60)).optional(),
    label_es: byName(shortText(60)).optional(),
    needed: choice(fieldNeeds, 'field-needed').optional(),
    on_card: choice(answers, 'answer').optional(),
    by_customer: choice(answers, 'answer').optional(),
    position: number(0, 1000).optional(),
    remove: choice(['yes'] as const, 'answer').optional(),
    choices: shortText(2000).optional(),
  }),
  takesNew: ['name'],
  suggest: {
    name: async (tx, typed) =>
      (await tx.fields.all())
        .filter(({ name, labels }) => foldWords(`${name} ${labels[tx.speaks]}`).includes(foldWords(typed)))
        .map(({ name, labels }) => ({ value: name, label: `${name} · ${labels[tx.speaks]}` })),
  },
  run: async (tx, { name: typed, remove, ...changes }, admin) => {
    const fields = await tx.fields.all()
    const name = foldWords(typed ?? '').replaceAll(/[^a-z0-9_]+/g, '_')
    const known = fields.find((one) => one.name === name)
    const isQuestion = remove === undefined && Object.values(changes).every((value) => value === undefined)
    if (isQuestion && typed !== undefined && known === undefined)
      throw new Refusal('no-such-field', { name: typed, allowed: namesOf(fields) }, 'name')
    if (isQuestion) return formatFields(tx, typed === undefined ? fields : fields.filter((one) => one === known))
    if (typed === undefined) throw new Refusal('missing-input', { field: 'name' }, 'name')
    if (remove !== undefined) {
      if (!(await tx.fields.remove(name)))
        throw new Refusal('no-such-field', { name: typed, allowed: namesOf(fields) }, 'name')
      tx.audit(admin.id, 'field', 'removed')
      return tx.say('fields.removed', { name })
    }
    const saved = changedField(known, name, changes, fields, tx.registered.filterTerms)
    await tx.fields.save(saved)
    tx.audit(admin.id, 'field', known === undefined ? 'added' : 'changed')
    return tx.say('fields.saved', { name, label: saved.labels[tx.speaks] })
  },
})

const namesOf = (fields: readonly Field[]) => fields.map(({ name }) => name).join(', ')

const formatFields = (tx: Tx, fields: readonly Field[]): Answer => {
  const say = tx.speaks
  const items = fields.map((one) => {
    const facts = [
      wordsOf(say, `field-kind.${one.kind}`),
      ...(one.choices.length === 0 ? [] : [printChoices(one.choices)]),
      ...(one.needed === 'never' ? [] : [wordsOf(say, `field-needed.${one.needed}`)]),
      ...(one.onCard ? [words(say, 'fields.shown')] : []),
      ...(one.byCustomer ? [words(say, 'fields.asked')] : []),
    ]
    return [paragraph({ kind: 'text', text: `${one.name} · ${one.labels[say]} `, bold: true }, facts.join(' · '))]
  })
  return tx.answer({ text: [{ kind: 'list', ordered: false, items }] })
}
