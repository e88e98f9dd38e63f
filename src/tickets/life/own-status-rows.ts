import type { Locale } from '../../platform'
import type { Unit } from '../../store/transaction'

export const ownStatusBases = ['open', 'pending', 'on-hold', 'solved'] as const
/** A status of the desk's own, which stands for one of ours. */
export interface OwnStatus {
  readonly name: string
  readonly base: (typeof ownStatusBases)[number]
  readonly labels: Readonly<Record<Locale, string>>
}
export interface OwnStatusRows {
  all(): Promise<readonly OwnStatus[]>
  save(status: OwnStatus): Promise<void>
  /** Tickets that have it keep what it stands for. */
  remove(name: string): Promise<boolean>
}

export const ownStatusRows = (unit: Unit): OwnStatusRows => ({
  all: async () =>
    unit.config('own-statuses', async () => {
      const rows = await unit.query<Omit<OwnStatus, 'labels'> & { en: string; es: string }>(
        'select name, base, label_en as en, label_es as es from own_statuses order by base, name',
      )
      return rows.map(({ en, es, ...status }) => ({ ...status, labels: { en, es } }))
    }),
  save: async ({ name, base, labels }) => {
    await unit.query(
      `insert into own_statuses (name, base, label_en, label_es) values ($1, $2, $3, $4)
       on conflict (desk, name) do update set label_en = excluded.label_en, label_es = excluded.label_es`,
      [name, base, labels.en, labels.es],
    )
  },
  remove: async (name) => (await unit.execute('delete from own_statuses where name = $1', [name])) > 0,
})

declare module '../../core/tx' {
  interface RowSets {
    readonly ownStatuses: OwnStatusRows
  }
}
