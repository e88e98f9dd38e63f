import type { Held } from '../../model/filter'
import type { FilterTerm } from '../../model/filter-term'
import { prepared } from '../../store/statement'
import type { Unit } from '../../store/transaction'
import { ownFields, usualFields, type Field, type FieldChoice, type FieldValue } from '../../model/field'

export type FieldValues = ReadonlyMap<string, FieldValue>

export interface FieldRows {
  /** In their order; ours as the admin changed them. */
  all(): Promise<Field[]>
  /** The words that filters know. */
  names(): Promise<string[]>
  save(field: Field): Promise<void>
  /** With all that tickets tell in it; one of ours is again as it was. */
  remove(name: string): Promise<boolean>
  of(ticket: number): Promise<FieldValues>
  /** The same and what slices keep beside it, as filters compare it. */
  held(ticket: number): Promise<ReadonlyMap<string, Held>>
  /** `null` takes it away. */
  set(ticket: number, field: Field, value: FieldValue | null): Promise<void>
}

interface Row extends Omit<Field, 'labels' | 'choices'> {
  readonly en: string
  readonly es: string
  readonly choices: readonly FieldChoice[]
}

const values = `($1, $2, $3, $4, $5, $6, $7, $8, $9)`
const columns = 'name, label_en, label_es, kind, choices, needed, on_card, by_customer, position'
const valuesOf = ({ name, labels, kind, choices, needed, onCard, byCustomer, position }: Field) => [
  name,
  labels.en,
  labels.es,
  kind,
  JSON.stringify(choices),
  needed,
  onCard,
  byCustomer,
  position,
]

const heldOf = async (unit: Unit, ticket: number): Promise<Map<string, Held>> => {
  const rows = await unit.query<Held & { field: string }>(
    prepared('select field, choice, text, number, at from ticket_fields where ticket = $1 order by field'),
    [ticket],
  )
  return new Map(rows.map(({ field, ...held }) => [field, held]))
}

/** What slices keep of it beside its fields, as filters compare it. */
const heldElsewhere = async (unit: Unit, ticket: number, terms: readonly FilterTerm[]): Promise<Map<string, Held>> => {
  if (terms.length === 0) return new Map()
  const each = terms.map(
    ({ rows }, index) => `select ${index} as n, f.choice, f.text, f.number, f.at from (${rows}) f where f.ticket = $1`,
  )
  const rows = await unit.query<Held & { n: number }>(prepared(each.join(' union all ')), [ticket])
  return new Map(rows.map(({ n, ...held }) => [terms[n]!.name, held]))
}

export const fieldRows = (unit: Unit, terms: readonly FilterTerm[] = []): FieldRows => ({
  all: async () => {
    const rows = await unit.query<Row>(
      prepared(
        `select name, label_en as en, label_es as es, kind, choices, needed, on_card as "onCard", by_customer as "byCustomer", position from fields`,
      ),
    )
    const saved = rows.map(({ en, es, ...field }): Field => ({ ...field, labels: { en, es } }))
    const untouched = ownFields.filter(({ name }) => !saved.some((one) => one.name === name))
    return [...untouched, ...saved].sort((a, b) => a.position - b.position || (a.name < b.name ? -1 : 1))
  },
  names: async () => {
    const rows = await unit.query<{ name: string }>(prepared('select name from fields'))
    return [...new Set([...usualFields, ...rows.map(({ name }) => name)])]
  },
  save: async (field) => {
    await unit.query(
      prepared(`insert into fields (${columns}) values ${values}
       on conflict (desk, name) do update set label_en = excluded.label_en, label_es = excluded.label_es, kind = excluded.kind, choices = excluded.choices,
         needed = excluded.needed, on_card = excluded.on_card, by_customer = excluded.by_customer, position = excluded.position`),
      valuesOf(field),
    )
  },
  remove: async (name) => (await unit.execute(prepared('delete from fields where name = $1'), [name])) > 0,
  held: async (ticket) => new Map([...(await heldOf(unit, ticket)), ...(await heldElsewhere(unit, ticket, terms))]),
  of: async (ticket) => {
    const held = await heldOf(unit, ticket)
    return new Map([...held].map(([name, { choice, text, number, at }]) => [name, (choice ?? text ?? number ?? at)!]))
  },
  set: async (ticket, field, value) => {
    if (value === null) {
      await unit.execute(prepared('delete from ticket_fields where ticket = $1 and field = $2'), [ticket, field.name])
      return
    }
    // One of ours is written down with its first use.
    await unit.query(
      prepared(`insert into fields (${columns}) values ${values} on conflict do nothing`),
      valuesOf(field),
    )
    const isChosen = field.kind === 'choice' || field.kind === 'checkbox'
    await unit.query(
      prepared(`insert into ticket_fields (ticket, field, choice, text, number, at) values ($1, $2, $3, $4, $5, $6)
       on conflict (desk, ticket, field) do update set choice = excluded.choice, text = excluded.text, number = excluded.number, at = excluded.at`),
      [
        ticket,
        field.name,
        typeof value === 'string' && isChosen ? value : null,
        typeof value === 'string' && !isChosen ? value : null,
        typeof value === 'number' ? value : null,
        value instanceof Date ? value : null,
      ],
    )
  },
})

declare module '../../core/tx' {
  interface RowSets {
    readonly fields: FieldRows
  }
}
