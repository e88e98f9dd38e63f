import { Refusal } from '../../core/refusal'
import { parseChoices, usualFields, type Field } from '../../model/field'
import { filterFields } from '../../model/filter'
import type { FilterTerm } from '../../model/filter-term'

/** Words that mean something else in filters. */
const taken: readonly string[] = [...filterFields, 'own', 'team', 'cc', 'is', 'sort', 'due_in']

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
  terms: readonly FilterTerm[],
): Field => {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Refusal('bad-name', { name }, 'name')
  if (taken.includes(name) || terms.some((term) => term.name === name))
    throw new Refusal('name-reserved', { name }, 'name')
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
