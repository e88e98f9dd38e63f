/** For controls. A database with this recognises no event and no post that it has stored: each is as if it were new. */
export const recognisesNothing = `
  create function forget() returns trigger language plpgsql as $$ begin
    if tg_table_name = 'inbox' then delete from inbox where platform = new.platform and event = new.event;
    elsif new.key is null then new.post := new.post || gen_random_uuid(); end if;
    return new; end $$;
  create trigger forget before insert on inbox for each row execute function forget();
  create trigger forget before insert on posts for each row execute function forget();`

/** For controls. A send that was begun when the program died is begun anew, as if it had never been tried. */
export const forgetsWhatItBegan = `
  create function forget_begun() returns trigger language plpgsql as $$ begin
    if new.state = 'sending' then new.state := 'pending'; new.tried_at := null; end if;
    return new; end $$;
  create trigger forget_begun before update on outbox for each row execute function forget_begun();`

/** For controls. Discord’s adapter has a note of each send, and the gateway tells it what came of those: this keeps none. */
export const keepsNoNotesOfSends = `
  create function keep_no_note() returns trigger language plpgsql as $$ begin
    if new.scope = 'sends' then return null; end if;
    return new; end $$;
  create trigger keep_no_note before insert on memory for each row execute function keep_no_note();`
