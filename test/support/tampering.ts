import { createHmac } from 'node:crypto'
import { createTrail, verifyTrail } from '../../src/audit/audit-rows'
import { headSeal, rowMac, type AuditRow, type Sign } from '../../src/audit/chain'
import { openDataSource, columnTypes } from '../../src/store/data-source'
import { firstDesk } from '../../src/workspaces/first-desk-rows'
import { openMasterKeys } from '../../src/store/master-keys'
import { createStore } from '../../src/store/transaction'
import { createVault, type Vault } from '../../src/store/vault'
import { Client } from 'pg'
import { keptLog } from './kept-log'
import { freshDatabase } from './postgres'

const rows = 200
const kinds = ['altered', 'taken out', 'put in', 'changed places', 'cut off', 'forged from here on'] as const

/** A hash that anybody can compute. */
const publicSign: Sign = (words) => createHmac('sha256', '').update(words).digest()

/**
 * Changes a trail `count` times behind the program's back, as the superuser, each time otherwise, and puts it back. `isKeyed`
 * false: the chain is signed with what everybody knows. Answers what nobody noticed.
 */
export const tamper = async (count: number, random: () => number, isKeyed = true) => {
  const database = await freshDatabase()
  const dataSource = await openDataSource({ url: database.url, pool: 2, entities: [], log: keptLog() })
  const client = new Client({ connectionString: database.superUrl, types: columnTypes })
  await client.connect()
  try {
    const store = createStore(dataSource)
    const desk = await firstDesk(store, { name: 'Desk', locale: 'en', zone: 'UTC', queue: 'Support' })
    const keyed = createVault(await openMasterKeys(Buffer.alloc(32, 7).toString('base64'), '', keptLog()))
    const vault: Vault = isKeyed ? keyed : { ...keyed, signer: async () => publicSign }
    const trail = createTrail(vault)
    await store.transaction(desk, async (unit) => {
      for (let index = 0; index < rows; index++)
        unit.add(trail, { at: unit.now, person: null, operation: 'role', outcome: `act ${index}` })
    })
    await client.query('alter table audit disable trigger all')
    await client.query('create table kept_rows as table audit; create table kept_heads as table audit_heads')
    const verify = async () =>
      (await store.transaction(desk, async (unit) => verifyTrail(unit, vault, () => undefined))).faults
    const faults: string[] = (await verify()).length === 0 ? [] : ['it is not whole to begin with']
    for (let turn = 0; turn < count; turn++) {
      const kind = kinds[Math.floor(random() * kinds.length)]!
      const seq = 1 + Math.floor(random() * (rows - 1))
      await changes[kind](client, seq)
      if ((await verify()).length === 0) faults.push(`${kind} at ${seq}`)
      await client.query(
        `truncate audit, audit_heads; insert into audit table kept_rows; insert into audit_heads table kept_heads`,
      )
    }
    return { faults, figures: `a trail of ${rows} rows` }
  } finally {
    await client.end()
    await dataSource.destroy()
    await database.drop()
  }
}

const columns = 'seq, at, person, operation, outcome, mac'

const changes: Readonly<Record<(typeof kinds)[number], (client: Client, seq: number) => Promise<unknown>>> = {
  altered: async (client, seq) => client.query(`update audit set outcome = 'nothing' where seq = $1`, [seq]),
  'taken out': async (client, seq) => client.query('delete from audit where seq = $1', [seq]),
  'put in': async (client, seq) => {
    await client.query('update audit set seq = seq + 1000 where seq > $1', [seq])
    await client.query('update audit set seq = seq - 999 where seq > 1000')
    await client.query(
      `insert into audit (desk, ${columns}) select desk, seq + 1, at, person, operation, 'more', mac from audit where seq = $1`,
      [seq],
    )
  },
  'changed places': async (client, seq) => {
    await client.query('update audit set seq = 5000 where seq = $1', [seq])
    await client.query('update audit set seq = $1 where seq = $1 + 1', [seq])
    await client.query('update audit set seq = $1 + 1 where seq = 5000', [seq])
  },
  'cut off': async (client, seq) => {
    await client.query('delete from audit where seq > $1', [seq])
    await client.query(
      'update audit_heads h set seq = a.seq, mac = a.mac from audit a where a.desk = h.desk and a.seq = $1',
      [seq],
    )
  },
  /** Alters a row, and computes everything after it anew, as well as somebody can who has the database and not the key. */
  'forged from here on': async (client, seq) => {
    const { rows: found } = await client.query<AuditRow & { seq: string | number }>(
      `select ${columns} from audit order by seq`,
    )
    let previous: Buffer | null = null
    for (const row of found.map((one): AuditRow => ({ ...one, seq: Number(one.seq) }))) {
      if (row.seq < seq) {
        previous = row.mac
        continue
      }
      const outcome = row.seq === seq ? 'nothing' : row.outcome
      previous = rowMac(publicSign, previous, { ...row, outcome })
      await client.query('update audit set outcome = $2, mac = $3 where seq = $1', [row.seq, outcome, previous])
    }
    await client.query('update audit_heads set mac = $1, seal = $2', [previous, headSeal(publicSign, rows, previous!)])
  },
}
