import { EntitySchema } from 'typeorm'
import type { Unit } from '../store/transaction'
import { ofDesk } from '../store/columns'

export const fileUseSchema = new EntitySchema({
  name: 'file-use',
  tableName: 'file_use',
  columns: {
    ...ofDesk,
    person: { type: 'uuid', primary: true },
    day: { type: 'date', primary: true },
    bytes: { type: 'bigint' },
  },
})

export interface QuotaRows {
  /** Bytes of all that the desk keeps. */
  kept(): Promise<number>
  isCustomer(person: string): Promise<boolean>
  /** Adds to what somebody sent today; answers what it comes to, in bytes. */
  count(person: string, bytes: number): Promise<number>
}

export const quotaRows = (unit: Unit): QuotaRows => ({
  kept: async () =>
    Number(await unit.value<string>('select coalesce(sum(size), 0) as bytes from files where bytes is not null')),
  isCustomer: async (person) =>
    (await unit.rows(`select 1 from people where id = $1 and role = 'customer'`, [person])).length > 0,
  count: async (person, bytes) =>
    Number(
      await unit.value<string>(
        `with counted as (insert into file_use (person, day, bytes) values ($1, $2::date, $3)
             on conflict (desk, person, day) do update set bytes = file_use.bytes + excluded.bytes returning bytes)
           select bytes from counted`,
        [person, unit.now, bytes],
      ),
    ),
})

/** Forgets what was sent before yesterday: it counts no more. */
export const forgetFileUse = async (unit: Unit): Promise<number> =>
  unit.execute('delete from file_use where day < $1::date', [new Date(unit.now.getTime() - 2 * 86_400_000)])
