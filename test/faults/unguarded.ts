/** For controls. A database with this recognises no event and no post that it has stored: each is as if it were new. */
export const recognisesNothing = `
  create function forget() returns trigger language plpgsql as $$ begin
    if tg_table_name = 'inbox' then delete from inbox where platform = new.platform and event = new.event;
    elsif new.key is null then new.post := new.post || gen_random_uuid(); end if;
    return new; end $$;
  create trigger forget before insert on inbox for each row execute function forget();
  create trigger forget before insert on posts for each row execute function forget();`
