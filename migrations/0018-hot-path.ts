import type { Migration } from '../src/store/migrate'

const watched: readonly (readonly [string, string])[] = [
  ['desks', 'insert or delete or update'],
  ['queues', 'insert or delete or update'],
  ['places', 'insert or delete or update'],
  ['policies', 'insert or delete or update'],
  ['calendars', 'insert or delete or update'],
  // Not how often a rule ran.
  ['rules', 'insert or delete or update of name, position, event, filter, actions, stops, enabled'],
]

/** Counts the changes of each desk's configuration, so that processes may keep it in memory: see src/store/config-cache.ts. */
export const hotPath: Migration = {
  name: '0018-hot-path',
  up: `
create table config_versions (desk uuid primary key, version bigint not null);
insert into config_versions (desk, version) select desk, 1 from desks;

create function config_changed() returns trigger language plpgsql as $$
begin
  -- Whoever changes several desks at once names none.
  if current_desk() is null then
    insert into config_versions (desk, version) select desk, 1 from desks
      on conflict (desk) do update set version = config_versions.version + 1;
  else
    insert into config_versions (desk, version) values (current_desk(), 1)
      on conflict (desk) do update set version = config_versions.version + 1;
  end if;
  return null;
end $$;
${watched
  .map(
    ([table, changes]) =>
      `create trigger config_changed after ${changes} on ${table} for each statement execute function config_changed();`,
  )
  .join('\n')}

-- The courier reads the next of a lane in this order: what is shown comes last, and nothing that waits for another is in it.
drop index outbox_lane;
create index outbox_lane on outbox (desk, lane, (kind = 'show'), id) where state in ('pending', 'sending') and waits_for is null;
`,
}
