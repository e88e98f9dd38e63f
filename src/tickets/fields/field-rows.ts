import { EntitySchema } from 'typeorm'
import type { Held } from '../../model/filter'
import type { FilterTerm } from '../../model/filter-term'
import { prepared } from '../../store/statement'
import type { Unit } from '../../store/transaction'
import { ownFields, usualFields, type Field, type FieldValue } from '../../model/field'
import { columnsOf, inserts } from '../../store/batches'
import { ofDesk } from '../../store/columns'

export type FieldValues = ReadonlyMap<string, FieldValue>

interface FieldRow extends Omit<Field, 'labels'> {
  readonly labelEn: string
  readonly labelEs: string
}

export const fieldSchema = new EntitySchema<FieldRow>({
  name: 'field',
  tableName: 'fields',
  columns: {
    ...ofDesk,
    name: { type: 'text', primary: true },
    labelEn: { name: 'label_en', type: 'text' },
    labelEs: { name: 'label_es', type: 'text' },
    kind: { type: 'text' },
    choices: { type: 'jsonb' },
    needed: { type: 'text' },
    onCard: { name: 'on_card', type: 'boolean' },
    byCustomer: { name: 'by_customer', type: 'boolean' },
    position: { type: 'int' },
  },
})
export const ticketFieldSchema = new EntitySchema({
  name: 'ticket-field',
  tableName: 'ticket_fields',
  columns: {
    ...ofDesk,
    ticket: { type: 'bigint', primary: true },
    field: { type: 'text', primary: true },
    choice: { type: 'text', nullable: true },
    text: { type: 'text', nullable: true },
    number: { type: 'double precision', nullable: true },
    at: { type: 'timestamptz', nullable: true },
  },
})

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

const columns = columnsOf(fieldSchema, 'f')
/** One of ours is written down with its first use. */
const used = inserts(fieldSchema, 22, 'on conflict do nothing')

const rowOf = ({ labels, ...field }: Field): FieldRow => ({ ...field, labelEn: labels.en, labelEs: labels.es })
const fieldOf = ({ labelEn: en, labelEs: es, ...field }: FieldRow): Field => ({ ...field, labels: { en, es } })

const heldOf = async (unit: Unit, ticket: number): Promise<Map<string, Held>> => {
  const rows = await unit.rows<Held & { field: string }>(
    prepared('select field, choice, text, number, at from ticket_fields where ticket = $1 order by field'),
    [ticket],
  )
  return new Map(rows.map(({ field, ...held }) => [field, held]))
}

/** Values that slices keep beside its fields, as filters compare them. */
const heldElsewhere = async (unit: Unit, ticket: number, terms: readonly FilterTerm[]): Promise<Map<string, Held>> => {
  if (terms.length === 0) return new Map()
  const each = terms.map(
    ({ rows }, index) => `select ${index} as n, f.choice, f.text, f.number, f.at from (${rows}) f where f.ticket = $1`,
  )
  const rows = await unit.rows<Held & { n: number }>(prepared(each.join(' union all ')), [ticket])
  return new Map(rows.map(({ n, ...held }) => [terms[n]!.name, held]))
}

export const fieldRows = (unit: Unit, terms: readonly FilterTerm[] = []): FieldRows => ({
  all: async () => {
    // By hand: every card asks for them.
    const rows = await unit.rows<FieldRow>(prepared(`select ${columns} from fields f`))
    const saved = rows.map(fieldOf)
    const untouched = ownFields.filter(({ name }) => !saved.some((one) => one.name === name))
    return [...untouched, ...saved].sort((a, b) => a.position - b.position || (a.name < b.name ? -1 : 1))
  },
  names: async () => [
    ...new Set([...usualFields, ...(await unit.column<string>(prepared('select name from fields')))]),
  ],
  save: async (field) => unit.upsert(fieldSchema, rowOf(field)),
  remove: async (name) => (await unit.remove(fieldSchema, { name })) > 0,
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
    unit.add(used, rowOf(field))
    const isChosen = field.kind === 'choice' || field.kind === 'checkbox'
    await unit.rows(
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
