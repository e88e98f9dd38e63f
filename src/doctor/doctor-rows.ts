import { finderQuestion, lacksOf, type FinderRights } from '../store/finder'
import type { Unit } from '../store/transaction'

export interface DoctorRows {
  /** Messages that did not go out, by their state. */
  unsent(): Promise<
    { readonly state: 'parked' | 'ambiguous' | 'dead'; readonly platform: string; readonly count: number }[]
  >
  /** Waiting time of what fell due first, in ms; 0 when nothing waits. */
  lateMs(): Promise<number>
  /** True when row-level security does not hold the program's role. */
  isUnheld(): Promise<boolean>
  /** True when the role that searches lacks a right, as it may after a restore by other means. */
  lacksSearchRights(): Promise<boolean>
}

const recentDays = 7

export const doctorRows = (unit: Unit): DoctorRows => ({
  unsent: async () =>
    unit.rows(
      `select state, platform, count(*)::int as count from outbox
       where state = 'parked' or state in ('ambiguous', 'dead') and settled_at > $1
       group by state, platform order by state, platform`,
      [new Date(unit.now.getTime() - recentDays * 86_400_000)],
    ),
  lateMs: async () => {
    const at = await unit.value<Date | null | undefined>('select min(at) as at from due where desk = $1', [unit.desk])
    return Math.max(0, unit.now.getTime() - (at?.getTime() ?? unit.now.getTime()))
  },
  isUnheld: async () => {
    const unheld = await unit.value<boolean | undefined>(
      'select rolsuper or rolbypassrls as unheld from pg_roles where rolname = current_user',
    )
    return unheld === true
  },
  lacksSearchRights: async () => {
    const found = await unit.first<FinderRights>(finderQuestion)
    return lacksOf(found!).length > 0
  },
})

declare module '../core/tx' {
  interface RowSets {
    readonly doctor: DoctorRows
  }
}
