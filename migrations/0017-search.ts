import type { Migration } from '../src/store/migrate'

/** How the desk reads: English and Spanish at once, accents and case folded, the stop words of both left out. */
const reading = `
create text search dictionary stop_en (template = simple, stopwords = english, accept = false);
create text search dictionary stop_es (template = simple, stopwords = spanish, accept = false);
create text search configuration words_en (copy = english);
create text search configuration words_es (copy = spanish);
alter text search configuration words_en
  alter mapping for asciiword, asciihword, hword_asciipart, word, hword, hword_part with stop_en, stop_es, english_stem;
alter text search configuration words_es
  alter mapping for asciiword, asciihword, hword_asciipart, word, hword, hword_part with stop_en, stop_es, spanish_stem;

-- A word is found by its stem in either language, whichever it was written in; "vpn*" by its beginning.
create function words_of(said text) returns tsvector language sql immutable parallel safe
  as $$ select strip(to_tsvector('words_en', folded) || to_tsvector('words_es', folded)) from (select fold(said) as folded) f $$;
create function query_of(word text) returns tsquery language sql immutable parallel safe
  as $$ select plainto_tsquery('words_en', folded) || plainto_tsquery('words_es', folded)
    || case when folded ~ '^[[:alnum:]]{3,}\\*$' then (left(folded, -1) || ':*')::tsquery else '' end from (select fold(word) as folded) f $$;

-- The words of a rich text, as its tree of blocks holds them.
create function plain_words(said jsonb) returns text language sql immutable parallel safe
  as $$ select string_agg(word #>> '{}', ' ') from jsonb_path_query(said, 'strict $.**.text') as word where jsonb_typeof(word) = 'string' $$;

-- A word that no text has: 4,096 tickets of one desk in the order of their numbers. With it a search reads the newest first.
create function shelf_of(desk uuid, ticket bigint) returns text language sql immutable parallel safe
  as $$ select '@' || desk || '/' || (ticket >> 12) $$;
`

/** A long conversation has several parts, so that a further message rewrites a few hundred words and not all of them. */
const documents = `
create table ticket_words (
  desk uuid not null default current_desk(),
  ticket bigint not null,
  part integer not null,
  words tsvector not null,
  primary key (desk, ticket, part),
  foreign key (desk, ticket) references tickets on delete cascade
);
alter table ticket_words enable row level security;
alter table ticket_words force row level security;
create policy desk_only on ticket_words using (desk = current_desk()) with check (desk = current_desk());

create function add_words() returns trigger language plpgsql as $$
begin
  insert into ticket_words as w (desk, ticket, part, words)
  select s.desk, s.ticket,
    case when l.part is null then 0 when length(l.words) < 400 then l.part else l.part + 1 end,
    words_of(case when l.part is null then t.subject || ' ' || s.said else s.said end)
      || array_to_tsvector(array[shelf_of(s.desk, s.ticket)])
  from (
    select a.desk, a.ticket, string_agg(plain_words(a.text), ' ') as said from added a
    where a.kind in ('message', 'note', 'edit') and a.text is not null
    group by a.desk, a.ticket order by a.desk, a.ticket
  ) s
  join tickets t on t.desk = s.desk and t.number = s.ticket
  left join lateral (
    select p.part, p.words from ticket_words p where p.desk = s.desk and p.ticket = s.ticket order by p.part desc limit 1
  ) l on true
  where s.said is not null
  on conflict (desk, ticket, part) do update set words = w.words || excluded.words
    where length(w.words || excluded.words) > length(w.words);
  return null;
end $$;

-- What was erased or moved is no longer found: written anew from what is left.
create function rewrite_words(of_desk uuid, of_tickets bigint[]) returns void language sql as $$
  delete from ticket_words where desk = of_desk and ticket = any(of_tickets);
  insert into ticket_words (desk, ticket, part, words)
  select t.desk, t.number, e.part,
    words_of(t.subject || ' ' || string_agg(plain_words(e.text), ' ')) || array_to_tsvector(array[shelf_of(t.desk, t.number)])
  from tickets t
  join (
    select desk, ticket, text, (row_number() over (partition by ticket order by seq) - 1) / 50 as part from entries
    where desk = of_desk and ticket = any(of_tickets) and kind in ('message', 'note', 'edit') and text is not null
  ) e on e.desk = t.desk and e.ticket = t.number
  group by t.desk, t.number, e.part;
$$;
create function entries_changed() returns trigger language plpgsql as $$
begin
  perform rewrite_words(c.desk, array_agg(distinct c.ticket)) from (
    select b.desk, unnest(array[b.ticket, a.ticket]) as ticket from before b join after a on a.desk = b.desk and a.id = b.id
    where a.text is distinct from b.text or a.ticket <> b.ticket
  ) c group by c.desk;
  return null;
end $$;
create function entries_removed() returns trigger language plpgsql as $$
begin
  perform rewrite_words(b.desk, array_agg(distinct b.ticket)) from before b group by b.desk;
  return null;
end $$;
create function subject_changed() returns trigger language plpgsql as $$
begin
  perform rewrite_words(new.desk, array[new.number]);
  return null;
end $$;

insert into ticket_words (desk, ticket, part, words)
select t.desk, t.number, e.part,
  words_of(t.subject || ' ' || string_agg(plain_words(e.text), ' ')) || array_to_tsvector(array[shelf_of(t.desk, t.number)])
from tickets t
join (
  select desk, ticket, text, (row_number() over (partition by desk, ticket order by seq) - 1) / 50 as part from entries
  where kind in ('message', 'note', 'edit') and text is not null
) e on e.desk = t.desk and e.ticket = t.number
group by t.desk, t.number, e.part;
-- New words wait in a list that every search reads through: a short one.
create index ticket_words_words on ticket_words using gin (words) with (gin_pending_list_limit = 256);

create trigger add_words after insert on entries referencing new table as added for each statement execute function add_words();
create trigger entries_changed after update on entries referencing old table as before new table as after
  for each statement execute function entries_changed();
create trigger entries_removed after delete on entries referencing old table as before for each statement execute function entries_removed();
create trigger subject_changed after update of subject on tickets for each row when (old.subject is distinct from new.subject)
  execute function subject_changed();
`

/** What lists are ordered and narrowed by. Comparisons of such columns are leakproof: row-level security lets an index serve them. */
const orders = `
alter table people add column called text collate "C" generated always as (fold(name)) stored;
create index people_called on people (desk, called);

alter table ticket_tags add column called text collate "C" generated always as (fold(tag)) stored;
drop index ticket_tags_tag;
create index ticket_tags_called on ticket_tags (desk, called, ticket);

-- Whose turn it is in a queue, the lowest first: overdue ones, then those that came back from waiting, then by priority.
alter table tickets add column turn integer generated always as (
  case when overdue then 0 else 8 end + case when risen then 0 else 4 end
  + case priority when 'urgent' then 0 when 'high' then 1 when 'normal' then 2 else 3 end) stored;
create index tickets_turn on tickets (desk, turn, number) where status not in ('solved', 'closed');
create index tickets_queue on tickets (desk, queue, turn, number) where status not in ('solved', 'closed');
drop index tickets_open;
create index clocks_due on clocks (desk, due_at, ticket) where due_at is not null;
`

/**
 * Row-level security and GIN do not go together: \`@@\` is not leakproof, and under a policy the index is not used. So a
 * search runs as this role, which sees all words, and names its desk itself. The program's role may become it, and has
 * nothing of it otherwise.
 */
const finder = `
do $$
declare finder text := left(current_user, 56) || '_finder';
begin
  for attempt in 1..20 loop
    begin
      if not exists (select from pg_roles where rolname = finder) then
        execute format('create role %I nologin', finder);
      end if;
      if not exists (select from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member
          where r.rolname = finder and u.rolname = current_user and m.set_option) then
        execute format('grant %I to %I with inherit false, set true', finder, current_user);
      end if;
      exit;
    exception
      when insufficient_privilege then
        raise insufficient_privilege using message = format(
          'the role %I may not make the role that searches. As a superuser: ALTER ROLE %1$I CREATEROLE; or CREATE ROLE %2$I; GRANT %2$I TO %1$I WITH INHERIT FALSE, SET TRUE;',
          current_user, finder);
      -- Another database of the same server is being migrated, and makes it now.
      when duplicate_object or unique_violation or internal_error then
        if attempt = 20 then raise; end if;
        perform pg_sleep(0.1);
    end;
  end loop;
  execute format('grant select on all tables in schema public to %I', finder);
  execute format('alter default privileges in schema public grant select on tables to %I', finder);
  execute format('create policy found on ticket_words for select to %I using (true)', finder);
end $$;
`

export const search: Migration = { name: '0017-search', up: [reading, documents, orders, finder].join('\n') }
