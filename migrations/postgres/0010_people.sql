-- People's data: the audit log as a chain, a second way to prove who one is, what people asked for about their data, consents.

-- Each line of the audit log holds the hash of the one before in its office, and the office holds the last one, so that lines taken
-- off the end are missed too. Lines from before the chain have no number until the program seals them at its next start.
alter table audit add column number bigint;     -- 1, 2, .. within the office
alter table audit add column hash text not null default '';
create unique index audit_number on audit (office, number);
create index audit_unsealed on audit (office) where number is null;
alter table office add column audit_number bigint not null default 0;
alter table office add column audit_hash text not null default '';

-- Password right, second factor still to come: such a session opens nothing but the page that asks for it. Null: open.
alter table session add column second_until bigint;

-- Codes of six digits from an app on the phone (TOTP, RFC 6238). To check one, its secret must be known: it cannot be hashed.
create table second_factor (
    account text not null primary key references account (id),
    office text not null,
    secret text not null,                       -- base32
    begun_at bigint not null,
    proven_at bigint,                           -- null: shown, no code was typed yet; nothing is asked at sign-in
    last_step bigint not null default 0         -- the half minute whose code was used last: no code is taken twice
);

-- The printed sheet of one-use codes. A new sheet takes the place of the old one.
create table recovery_code (
    account text not null references account (id),
    office text not null,
    code text not null,                         -- SHA-256 of the normalised code
    made_at bigint not null,
    used_at bigint,
    primary key (account, code)
);

-- What somebody asked for about their own data. Name and number are erased when the request is done.
create table data_request (
    office text not null references office (code),
    id text not null,
    kind text not null,                         -- salinan | hapus
    name text not null,
    phone text not null default '',             -- +628..
    asked_at bigint not null,
    due_at bigint not null,                     -- 3 x 24 hours later, as the law says
    made_by text not null,
    done_at bigint,
    done_by text,
    outcome text not null default '',           -- diberikan | dihapus | tidak_ada | ditolak
    found bigint not null default 0,            -- things that were given or erased
    primary key (office, id)
);
create index data_request_open on data_request (office, done_at);

-- Consents and their withdrawal, one row each time; nothing is changed. Ids and codes, never names.
create table consent (
    office text not null,
    id text not null,
    kind text not null,                         -- photo | meeting_photo | story
    object text not null,                       -- its id
    terms text not null,                        -- what was agreed to: public named child; '': withdrawn
    account text not null,                      -- who wrote it down
    at bigint not null,
    primary key (office, id)
);
create index consent_object on consent (office, kind, object, at);

-- Both only grow.
create function only_grows() returns trigger language plpgsql as
$$ begin raise exception 'the table % only grows', tg_table_name; end $$;
create trigger audit_is_not_changed before update on audit for each row when (old.hash <> '') execute function only_grows();
create trigger audit_is_not_deleted before delete on audit for each row execute function only_grows();
create trigger audit_is_not_emptied before truncate on audit execute function only_grows();
create trigger consent_is_not_changed before update or delete on consent for each row execute function only_grows();
create trigger consent_is_not_emptied before truncate on consent execute function only_grows();

-- A second wall between offices, for whoever reads as the role `pantau_office` (see src/storage/postgres.rs): rows of the office that
-- the transaction names, and none when it names none. The owner, who writes and shows the public pages, is not subject to it.
-- Not behind it: villages and slugs, which are everybody's.
do $$
declare owned text;
begin
    for owned in
        select c.table_name from information_schema.columns c
        join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
        where c.table_schema = current_schema() and c.column_name = 'office' and t.table_type = 'BASE TABLE'
          and c.table_name not in ('village', 'slug')
    loop
        execute format('alter table %I enable row level security', owned);
        execute format('create policy own_office on %I using (office = current_setting(''pantau.office'', true))', owned);
    end loop;
end $$;
alter table office enable row level security;
create policy own_office on office using (code = current_setting('pantau.office', true));
