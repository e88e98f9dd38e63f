import type { Migration } from '../src/store/migrate'

/**
 * As whom something was said while two accounts were one: what is given back when that turns out to be a mistake. Of an identity:
 * whose it was before. Empty for whoever was never joined. What was said before this stays with the account that was kept.
 */
export const saidAs: Migration = {
  name: '0041-said-as',
  up: `
alter table identities add column origin uuid;
alter table entries add column said_as uuid;
create index entries_said_as on entries (desk, said_as) where said_as is not null;
alter table openings add column said_as uuid;
update identities i set origin = j.gone
from (
  select distinct on (j.desk, m.platform, m."user") j.desk, j.gone, m.platform, m."user"
  from joins j cross join lateral jsonb_to_recordset(j.moved->'identities') as m(platform text, "user" text)
  where j.undone_at is null order by j.desk, m.platform, m."user", j.at
) j
where j.desk = i.desk and j.platform = i.platform and j."user" = i."user";
`,
}
