import { z } from 'zod'
import { byName, choice, nameOf, number, shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { paragraph, type Answer } from '../../platform'
import { filterFields, foldWords } from '../../model/filter'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { words, wordsOf } from '../../core/words'
import { fieldKinds, fieldNeeds, parseChoices, printChoices, usualFields, type Field } from '../../model/field'

const answers = ['yes', 'no'] as const
/** Words that mean something else in filters. */
const taken: readonly string[] = [...filterFields, 'own', 'team', 'cc', 'is', 'sort', 'due_in']

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
    if (isQuestion) return tellFields(tx, typed === undefined ? fields : fields.filter((one) => one === known))
    if (typed === undefined) throw new Refusal('missing-input', { field: 'name' }, 'name')
    if (remove !== undefined) {
      if (!(await tx.fields.remove(name)))
        throw new Refusal('no-such-field', { name: typed, allowed: namesOf(fields) }, 'name')
      tx.audit(admin.id, 'field', 'removed')
      return tx.say('fields.removed', { name })
    }
    const saved = changedField(known, name, changes, fields)
    await tx.fields.save(saved)
    tx.audit(admin.id, 'field', known === undefined ? 'added' : 'changed')
    return tx.say('fields.saved', { name, label: saved.labels[tx.speaks] })
  },
})

const namesOf = (fields: readonly Field[]) => fields.map(({ name }) => name).join(', ')

interface Changes {
  readonly kind?: Field['kind'] | undefined
  readonly label?: string | undefined
  readonly label_es?: string | undefined
  readonly needed?: Field['needed'] | undefined
  readonly on_card?: 'yes' | 'no' | undefined
  readonly by_customer?: 'yes' | 'no' | undefined
  readonly position?: number | undefined
  readonly choices?: string | undefined
}

/** The field with these changes. Throws Refusal for a name that is taken, and for another kind: what tickets tell is of the old one. */
export const changedField = (
  known: Field | undefined,
  name: string,
  { kind, label, label_es, needed, on_card, by_customer, position, choices }: Changes,
  fields: readonly Field[],
): Field => {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Refusal('bad-name', { name }, 'name')
  if (taken.includes(name)) throw new Refusal('name-reserved', { name }, 'name')
  if (known !== undefined && kind !== undefined && kind !== known.kind)
    throw new Refusal('kind-fixed', { name, kind: known.kind }, 'kind')
  const is = known?.kind ?? kind
  if (is === undefined) throw new Refusal('missing-input', { field: 'kind' }, 'kind')
  const offered = choices === undefined ? (known?.choices ?? []) : parseChoices(choices)
  const mayChoose = is === 'choice'
  if (mayChoose !== offered.length > 0 && !(mayChoose && (usualFields as readonly string[]).includes(name)))
    throw new Refusal('missing-input', { field: 'choices' }, 'choices')
  const en = label ?? known?.labels.en ?? name
  return {
    name,
    kind: is,
    labels: { en, es: label_es ?? (label === undefined ? (known?.labels.es ?? en) : en) },
    choices: offered,
    needed: needed ?? known?.needed ?? 'never',
    onCard: on_card === undefined ? (known?.onCard ?? true) : on_card === 'yes',
    byCustomer: by_customer === undefined ? (known?.byCustomer ?? false) : by_customer === 'yes',
    position: position ?? known?.position ?? Math.max(...fields.map((one) => one.position)) + 1,
  }
}

const tellFields = (tx: Tx, fields: readonly Field[]): Answer => {
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
