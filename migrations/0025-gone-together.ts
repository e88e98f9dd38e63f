import type { Migration } from '../src/store/migrate'

/** What waits for a ticket goes with it, as everything that hangs on one. */
export const goneTogether: Migration = {
  name: '0025-gone-together',
  up: `
do $$ declare c record; begin
  for c in select conname, pg_get_constraintdef(oid) as def from pg_constraint
    where contype = 'f' and confdeltype = 'a' and conrelid = 'waiting'::regclass and confrelid in ('tickets'::regclass, 'rooms'::regclass)
  loop
    execute format('alter table waiting drop constraint %I, add constraint %I %s on delete cascade', c.conname, c.conname, c.def);
  end loop;
end $$;
`,
}
