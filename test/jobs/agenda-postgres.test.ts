import { getCreateIndexesSQL, getCreateTableSQL } from '@agendajs/postgres-backend'
import { Client } from 'pg'
import { agendaSchema } from '../../src/jobs/agenda'
import { freshDatabase, type TestDatabase } from '../support/postgres'
import { schedulerContract } from './scheduler.contract'

async function withSchema(text: string): Promise<TestDatabase> {
  const database = await freshDatabase('empty')
  const client = new Client({ connectionString: database.url })
  await client.connect()
  await client.query(text)
  await client.end()
  return database
}

describe('the scheduler on PostgreSQL', () => {
  schedulerContract(async () => {
    const database = await withSchema(agendaSchema)
    return { backend: { kind: 'postgres', url: database.url }, close: () => database.drop() }
  })
})

it('has the tables that the installed Agenda expects', async () => {
  const columns = async (text: string): Promise<unknown[]> => {
    const database = await withSchema(text)
    const client = new Client({ connectionString: database.url })
    await client.connect()
    const { rows } = await client.query<{ facts: unknown }>(
      `select json_build_array(column_name, data_type, column_default, is_nullable) as facts
       from information_schema.columns where table_name = 'agenda_jobs'
       union all select json_build_array(indexdef) from pg_indexes where tablename = 'agenda_jobs'`,
    )
    await client.end()
    await database.drop()
    return rows.map(({ facts }) => JSON.stringify(facts)).sort()
  }
  const theirs = [getCreateTableSQL('agenda_jobs'), ...getCreateIndexesSQL('agenda_jobs')].join(';')
  expect(await columns(agendaSchema)).toEqual(await columns(theirs))
})
