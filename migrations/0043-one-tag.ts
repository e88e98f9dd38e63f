import type { Migration } from '../src/store/migrate'

/** Tags that fold to one are one: shown as the first ticket has it, accents before none. */
export const oneTag: Migration = {
  name: '0043-one-tag',
  up: `
create temporary table spelling on commit drop as
  select desk, called, (array_agg(tag order by ticket, tag = called, tag))[1] as tag
  from ticket_tags group by desk, called having count(distinct tag) > 1;

delete from ticket_tags g using spelling s
where g.desk = s.desk and g.called = s.called and exists (
  select from ticket_tags other where other.desk = g.desk and other.ticket = g.ticket and other.called = g.called and other.tag < g.tag);
update ticket_tags g set tag = s.tag from spelling s
where g.desk = s.desk and g.called = s.called and g.tag <> s.tag;

alter table ticket_tags drop constraint ticket_tags_pkey;
alter table ticket_tags add primary key (desk, ticket, called);
`,
}
