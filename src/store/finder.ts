import { setTimeout as pause } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import type { Log } from '../platform'
import { DatabaseFault } from './database-fault'

/** Thing that the role that searches lacks, with the SQL that gives it. In the order in which they can be given. */
export interface FinderLack {
  readonly what: 'role' | 'membership' | 'schema' | 'tables' | 'policy' | 'defaults'
  readonly mend: string
}

export interface FinderRights {
  readonly own: string
  readonly finder: string
  readonly isThere: boolean
  readonly mayBecome: boolean
  readonly mayEnter: boolean
  readonly mayRead: boolean
  readonly hasPolicy: boolean
  readonly hasDefaults: boolean
}

/** One statement. The role itself may be missing: every question after it allows for that. */
export const finderQuestion = `
with f as (select current_user::text as own, left(current_user, 56) || '_finder' as finder),
 r as (select f.*, r.oid from f left join pg_roles r on r.rolname = f.finder)
select own, finder, oid is not null as "isThere",
 exists (select from pg_auth_members m join pg_roles u on u.oid = m.member
   where m.roleid = r.oid and u.rolname = own and m.set_option) or (select rolsuper from pg_roles where rolname = own) as "mayBecome",
 coalesce(has_schema_privilege(oid, 'public', 'usage'), false) as "mayEnter",
 not exists (select from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
   and has_table_privilege(c.oid, 'select') and has_table_privilege(r.oid, c.oid, 'select') is not true) as "mayRead",
 exists (select from pg_policy p where p.polrelid = to_regclass('public.ticket_words') and p.polname = 'found' and r.oid = any (p.polroles)) as "hasPolicy",
 exists (select from pg_default_acl d, aclexplode(d.defaclacl) a where d.defaclobjtype = 'r'
   and d.defaclnamespace = 'public'::regnamespace and a.grantee = r.oid and a.privilege_type = 'SELECT'
   and d.defaclrole = (select oid from pg_roles where rolname = own)) as "hasDefaults"
from r`

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

export const lacksOf = (found: FinderRights): readonly FinderLack[] => {
  const [finder, own] = [quoted(found.finder), quoted(found.own)]
  const lacks: (FinderLack | false)[] = [
    !found.isThere && { what: 'role', mend: `CREATE ROLE ${finder} NOLOGIN` },
    !found.mayBecome && { what: 'membership', mend: `GRANT ${finder} TO ${own} WITH INHERIT FALSE, SET TRUE` },
    !found.mayEnter && { what: 'schema', mend: `GRANT USAGE ON SCHEMA public TO ${finder}` },
    !found.mayRead && { what: 'tables', mend: `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${finder}` },
    !found.hasPolicy && {
      what: 'policy',
      mend: `DROP POLICY IF EXISTS found ON ticket_words; CREATE POLICY found ON ticket_words FOR SELECT TO ${finder} USING (true)`,
    },
    !found.hasDefaults && {
      what: 'defaults',
      mend: `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO ${finder}`,
    },
  ]
  return lacks.filter((lack) => lack !== false)
}

const tries = 10

/**
 * Gives the role that searches what it needs and lacks: a database that was restored has the rows and the tables of the old
 * one, but perhaps not its roles and rights. Throws DatabaseFault with the SQL where the program's role may not give it.
 */
export const mendFinder = async (dataSource: DataSource, log: Log): Promise<void> => {
  const lacksNow = async () => lacksOf((await dataSource.query<[FinderRights]>(finderQuestion))[0])
  for (let turn = 1; ; turn++) {
    const lacks = await lacksNow()
    if (lacks.length === 0) return
    // Rights that may not be given are at times refused by a mere warning.
    if (turn === tries) throw needsHelp(lacks)
    try {
      for (const { mend } of lacks) await dataSource.query(mend)
      log.warn({ lacked: lacks.map(({ what }) => what) }, 'gave the role that searches the rights that it lacked')
    } catch (error) {
      if ((error as { code?: string }).code === '42501') throw needsHelp(lacks, error)
      // Another process may be giving it the same at this moment.
      await pause(100)
    }
  }
}

const needsHelp = (lacks: readonly FinderLack[], cause?: unknown) =>
  new DatabaseFault(
    'The role that searches lacks rights in this database, and the role in DATABASE_URL may not give them. As a superuser, on this database:\n' +
      lacks.map(({ mend }) => `  ${mend.replaceAll('; ', ';\n  ')};`).join('\n'),
    { cause },
  )
