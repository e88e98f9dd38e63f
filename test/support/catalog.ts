import type { TestDatabase } from './postgres'
import { rowsOf } from './running-desk'

/** Rights as sorted text, what stands by default too: a right that was never written down is compared like one that was. */
const rights = (list: string, kind: string, owner: string) =>
  `(select array_agg(concat_ws(' ', coalesce(nullif(a.grantee, 0)::regrole::text, 'public'), a.privilege_type, a.is_grantable, a.grantor::regrole) order by 1)
    from aclexplode(coalesce(${list}, acldefault((${kind})::"char", ${owner}))) a)`

const ours = `= 'public'::regnamespace`

/** Each part of the catalog, by names and never by ids: two databases that say the same are the same to whoever uses them. */
const parts: Readonly<Record<string, string>> = {
  schemas: `select nspname, nspowner::regrole::text, obj_description(oid, 'pg_namespace'), ${rights('nspacl', `'n'`, 'nspowner')}
    from pg_namespace where nspname !~ '^pg_(toast|temp)'`,
  database: `select ${rights('datacl', `'d'`, 'datdba')}, datdba::regrole::text, encoding, datcollate, datlocprovider, datconnlimit,
    (select array_agg(concat_ws(' ', setrole::regrole, setconfig) order by 1) from pg_db_role_setting s where s.setdatabase = d.oid)
    from pg_database d where datname = current_database()`,
  relations: `select relname, relkind, relowner::regrole::text, relpersistence, relrowsecurity, relforcerowsecurity, relreplident, reloptions,
    obj_description(oid, 'pg_class'), ${rights('relacl', `case relkind when 'S' then 's' else 'r' end`, 'relowner')}
    from pg_class where relnamespace ${ours} and relkind in ('r', 'p', 'v', 'm', 'S')`,
  columns: `select attrelid::regclass::text, attnum, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated, attstorage,
    attcompression, attstattarget, attoptions, attacl::text, attcollation::regcollation::text, pg_get_expr(d.adbin, d.adrelid)
    from pg_attribute a join pg_class c on c.oid = attrelid left join pg_attrdef d on d.adrelid = attrelid and d.adnum = attnum
    where relnamespace ${ours} and relkind in ('r', 'p', 'v', 'm') and attnum > 0 and not attisdropped`,
  constraints: `select conrelid::regclass::text, conname, contype, convalidated, condeferrable, pg_get_constraintdef(oid) from pg_constraint where connamespace ${ours}`,
  indexes: `select indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid, indisclustered, c.reloptions
    from pg_index join pg_class c on c.oid = indexrelid where relnamespace ${ours}`,
  triggers: `select tgrelid::regclass::text, tgenabled, pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = tgrelid
    where relnamespace ${ours} and not tgisinternal`,
  policies: `select tablename, policyname, permissive, roles::text, cmd, qual, with_check from pg_policies where schemaname = 'public'`,
  functions: `select oid::regprocedure::text, pg_get_functiondef(oid), proowner::regrole::text, ${rights('proacl', `'f'`, 'proowner')}
    from pg_proc where pronamespace ${ours} and prokind = 'f'`,
  types: `select typname, typtype, typowner::regrole::text, ${rights('typacl', `'T'`, 'typowner')} from pg_type where typnamespace ${ours}`,
  searching: `select cfgname, cfgowner::regrole::text, cfgparser, m.maptokentype, m.mapseqno, m.mapdict::regdictionary::text
    from pg_ts_config c left join pg_ts_config_map m on m.mapcfg = c.oid where cfgnamespace ${ours}`,
  dictionaries: `select dictname, dictowner::regrole::text, dictinitoption from pg_ts_dict where dictnamespace ${ours}`,
  defaults: `select defaclrole::regrole::text, defaclnamespace::regnamespace::text, defaclobjtype, defaclacl::text from pg_default_acl`,
  statistics: `select stxname, pg_get_statisticsobjdef(oid) from pg_statistic_ext where stxnamespace ${ours}`,
  extensions: `select extname, extversion, extnamespace::regnamespace::text from pg_extension`,
  sequences: `select sequencename, sequenceowner, data_type::text, start_value, min_value, max_value, increment_by, cycle, cache_size, last_value
    from pg_sequences where schemaname = 'public'`,
  roles: `select rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolbypassrls, rolconfig,
    (select array_agg(concat_ws(' ', m.roleid::regrole, m.inherit_option, m.set_option) order by 1) from pg_auth_members m where m.member = r.oid)
    from pg_roles r where rolname ~ '^taquilla'`,
}

/** Everything that PostgreSQL knows of a database beside its rows, by part, each line as text and in order. */
export const catalogOf = async ({ superUrl }: Pick<TestDatabase, 'superUrl'>): Promise<Record<string, string[]>> => {
  const told: Record<string, string[]> = {}
  for (const [part, sql] of Object.entries(parts))
    told[part] = (
      await rowsOf<{ line: string }>(superUrl, `select row_to_json(r)::text as line from (${sql}) r order by 1`)
    ).map(({ line }) => line)
  return told
}
