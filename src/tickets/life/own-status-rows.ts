import { EntitySchema } from 'typeorm'
import type { Locale } from '../../platform'
import type { Unit } from '../../store/transaction'
import { ofDesk } from '../../store/columns'

export const ownStatusBases = ['open', 'pending', 'on-hold', 'solved'] as const
/** A status of the desk's own, which stands for one of ours. */
export interface OwnStatus {
  readonly name: string
  readonly base: (typeof ownStatusBases)[number]
  readonly labels: Readonly<Record<Locale, string>>
}
interface Row {
  readonly name: string
  readonly base: OwnStatus['base']
  readonly labelEn: string
  readonly labelEs: string
}

export const ownStatusSchema = new EntitySchema<Row>({
  name: 'own-status',
  tableName: 'own_statuses',
  columns: {
    ...ofDesk,
    name: { type: 'text', primary: true },
    base: { type: 'text' },
    labelEn: { name: 'label_en', type: 'text' },
    labelEs: { name: 'label_es', type: 'text' },
  },
})

export interface OwnStatusRows {
  all(): Promise<readonly OwnStatus[]>
  save(status: OwnStatus): Promise<void>
  /** Tickets that have it keep what it stands for. */
  remove(name: string): Promise<boolean>
}

export const ownStatusRows = (unit: Unit): OwnStatusRows => ({
  all: async () =>
    unit.config('own-statuses', async () => {
      const rows = await unit.find(ownStatusSchema, { order: { base: 'ASC', name: 'ASC' } })
      return rows.map(({ labelEn, labelEs, ...status }) => ({ ...status, labels: { en: labelEn, es: labelEs } }))
    }),
  save: async ({ name, base, labels }) =>
    unit.upsert(ownStatusSchema, { name, base, labelEn: labels.en, labelEs: labels.es }),
  remove: async (name) => (await unit.remove(ownStatusSchema, { name })) > 0,
})

declare module '../../core/tx' {
  interface RowSets {
    readonly ownStatuses: OwnStatusRows
  }
}
