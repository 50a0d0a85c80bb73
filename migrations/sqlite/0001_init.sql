-- Portable columns only (TEXT ids, BIGINT unix seconds, BOOLEAN, DOUBLE PRECISION), so that one SQL text serves SQLite and PostgreSQL.
-- `office` (a regency's Kemendagri code, "62.01") leads the key of everything that an office owns.

-- Facts about this installation: restore_epoch, demo.
create table installation (
    name text not null primary key,
    value text not null
);

create table office (
    code text not null primary key,
    regency text not null,
    regency_short text not null,
    province text not null,
    time_zone text not null,
    due_day bigint not null default 10,         -- the month's report is due on this day of the next month (the office's choice)
    next_seq bigint not null default 0          -- the outbox counter; taken as the last statement of a writing transaction
);

-- The office's own name changes over the years; papers show the one of their date.
create table office_name (
    office text not null references office (code),
    valid_from text not null,                   -- ISO date
    name text not null,
    short text not null,
    unit text not null,
    primary key (office, valid_from)
);

create table official (
    office text not null references office (code),
    id text not null,
    valid_from text not null,
    role text not null,
    name text not null,
    degrees text not null default '',           -- gelar, kept apart from the name
    nip text,
    primary key (office, id)
);

-- Wilayah: keyed by the Kemendagri code, owned by no office.
create table village (
    code text not null primary key,             -- 62.01.02.2014
    name text not null,
    kind text not null,                         -- desa | kelurahan
    district_code text not null,                -- 62.01.02
    district text not null,
    office text not null                        -- 62.01, derived from the code
);
create index village_district on village (district_code);

create table boundary (
    code text not null primary key,             -- a district's or a village's code
    level text not null,                        -- kecamatan | desa
    name text not null,
    rings text not null,                        -- JSON: polygons > rings > [lon, lat]
    west double precision not null,
    south double precision not null,
    east double precision not null,
    north double precision not null,
    imported_at bigint not null
);

-- Accounts ------------------------------------------------------------------------------------------------------------
create table account (
    id text not null primary key,
    office text not null references office (code),
    phone text,                                 -- +628..; null once the number was given up, so that a recycled number inherits nothing
    name text not null,
    password text,                              -- argon2id PHC string; null until the first code was used
    created_at bigint not null,
    disabled_at bigint,
    version bigint not null default 1
);
create unique index account_phone on account (phone);
create index account_office on account (office);

create table account_role (
    office text not null,
    account text not null references account (id),
    role text not null,                         -- librarian | planner | administrator
    library text not null default '',           -- the library's id for a librarian
    granted_at bigint not null,
    primary key (office, account, role, library)
);

create table one_time_code (
    id text not null primary key,
    office text not null,
    account text not null references account (id),
    code text not null,                         -- SHA-256 of the normalised code
    purpose text not null,                      -- first | recovery
    made_by text,
    made_at bigint not null,
    expires_at bigint not null,
    tries bigint not null default 0,
    used_at bigint,
    withdrawn_at bigint
);
create index one_time_code_account on one_time_code (account);

create table session (
    token text not null primary key,            -- SHA-256 of the cookie's value, hex
    account text not null references account (id),
    office text not null,
    staff boolean not null,                     -- planners and administrators: 12 h idle, 7 days at most
    created_at bigint not null,
    seen_at bigint not null,
    ended_at bigint
);
create index session_account on session (account);

-- A form that was sent after the session had ended, kept for its owner.
create table parked_form (
    account text not null references account (id),
    path text not null,
    body text not null,
    parked_at bigint not null,
    primary key (account, path)
);

-- One row per intent of a person: a form or call repeated with the same id gets the stored answer.
create table op (
    id text not null,
    account text not null,
    body_sha256 text not null,
    answer text not null,
    at bigint not null,
    primary key (account, id)
);

-- Registry ------------------------------------------------------------------------------------------------------------
create table library (
    office text not null references office (code),
    id text not null,
    slug text not null unique,
    name text not null,
    folded text not null,                       -- the name folded for matching
    kind text not null,                         -- desa | kelurahan | tbm
    village_code text not null references village (code),
    latitude double precision,
    longitude double precision,
    precision text not null,                    -- building | village | unknown
    replicated bigint,                          -- year; null: unknown
    stage text not null,                        -- replikasi | mandiri | nonaktif
    funding text not null default '',
    npp text not null default '',
    services text not null default '[]',        -- JSON list of service codes
    hours text,                                 -- JSON; null: belum diisi
    address text not null default '',
    contact text not null default '',           -- shown only when contact_public
    contact_public boolean not null default false,
    story text not null default '',
    photo text,                                 -- sha256 of the stored file
    checked_on text,                            -- ISO date the facts were last checked
    created_at bigint not null,
    updated_at bigint not null,
    version bigint not null default 1,
    primary key (office, id),
    unique (village_code, kind, folded)
);
create index library_village on library (village_code);

create table library_alias (
    office text not null,
    library text not null,
    name text not null,
    primary key (office, library, name),
    foreign key (office, library) references library (office, id)
);

-- A slug, once given, is never given to another library or meeting.
create table slug (
    kind text not null,                         -- library | meeting
    slug text not null,
    office text not null,
    object text not null,
    primary key (kind, slug)
);

-- Reports -------------------------------------------------------------------------------------------------------------
create table form_version (
    office text not null references office (code),
    form text not null,                         -- bulanan
    number bigint not null,
    valid_from text not null,                   -- YYYY-MM
    definition text not null,                   -- JSON: order, hidden, hints, the office's own questions
    primary key (office, form, number)
);

create table report (
    office text not null,
    id text not null,
    library text not null,
    form text not null,
    month text not null,                        -- YYYY-MM
    status text not null,                       -- draf | terkirim | perlu_diperbaiki | disetujui
    version bigint not null,                    -- +1 at every accepted change of content or status (the ETag)
    revision bigint not null default 0,         -- newest sent content (report_version.revision); 0: never sent
    approved_revision bigint,                   -- the content that is public and counted
    reference text,                             -- LK-2026-10-0001, given at the first sending
    first_sent_at bigint,
    sent_at bigint,
    approved_at bigint,
    draft text,                                 -- JSON of the form as typed; null once sent
    draft_at bigint,
    draft_by text,
    created_at bigint not null,
    primary key (office, id),
    unique (office, library, form, month),
    foreign key (office, library) references library (office, id)
);
create index report_month on report (office, month);

-- What was sent, immutable. Story texts, names and photos stand apart, so that they can be erased.
create table report_version (
    office text not null,
    report text not null,
    revision bigint not null,
    form_number bigint not null,
    nihil boolean not null,
    obstacles text not null default '',
    remedies text not null default '',
    explanations text not null default '[]',    -- JSON: soft rule, field, words
    sent_by text not null,
    sent_at bigint not null,
    finalized_at bigint,                        -- when the librarian finished, by the phone's clock or the date on the paper
    paper boolean not null default false,       -- keyed in by the office for the library
    primary key (office, report, revision),
    foreign key (office, report) references report (office, id)
);

create table figure (
    office text not null,
    report text not null,
    revision bigint not null,
    indicator text not null,
    value double precision,                     -- null: "tidak dihitung"; no row: missing
    primary key (office, report, revision, indicator),
    foreign key (office, report, revision) references report_version (office, report, revision)
);

create table answer (                           -- the office's own questions
    office text not null,
    report text not null,
    revision bigint not null,
    question text not null,
    value text not null,
    primary key (office, report, revision, question),
    foreign key (office, report, revision) references report_version (office, report, revision)
);

create table activity (
    office text not null,
    report text not null,
    revision bigint not null,
    id text not null,                           -- stable over revisions
    position bigint not null,
    strategy text not null,                     -- pelibatan | advokasi | layanan | publikasi
    field text not null default '',
    title text not null,
    held_on text,                               -- ISO date
    place text not null default '',
    participants bigint,
    partner text not null default '',
    result text not null default '',
    skill text not null default '',             -- keterampilan yang diajarkan
    support text not null default '',           -- what was won: dana | buku | sarana | ruang | tenaga | aturan | lain
    support_rupiah bigint,                      -- its worth, when known
    support_from text not null default '',
    link text not null default '',              -- of the publication; https
    primary key (office, report, revision, id),
    foreign key (office, report, revision) references report_version (office, report, revision)
);

create table photo (
    office text not null,
    id text not null,
    library text not null,
    upload_sha256 text not null,
    sha256 text,                                -- of the re-encoded file; null until stored
    state text not null,                        -- missing (named, bytes awaited) | received | stored | unreadable | erased
    bytes bigint not null,
    width bigint,
    height bigint,
    caption text not null default '',
    public_wish boolean not null default false,
    children text not null default '',          -- none: tidak ada anak yang dikenali; consent: izin wali ada; '': belum dijawab
    confirmed_by text,
    confirmed_at bigint,
    uploaded_by text not null,
    uploaded_at bigint not null,                -- for one that is missing: when the phone last spoke of it
    erased_on text,
    primary key (office, id),
    foreign key (office, library) references library (office, id)
);
create index photo_sha256 on photo (sha256);
create index photo_upload on photo (office, library, upload_sha256);
create index photo_waiting on photo (uploaded_at) where state in ('missing', 'received');

create table report_photo (
    office text not null,
    report text not null,
    revision bigint not null,                   -- 0: of the draft
    photo text not null,
    activity text not null default '',
    position bigint not null default 0,
    primary key (office, report, revision, photo),
    foreign key (office, report) references report (office, id),
    foreign key (office, photo) references photo (office, id)
);

create table story (
    office text not null,
    id text not null,
    library text not null,
    about text not null default '',             -- who changed, without the name
    text text not null,
    evidence text not null default '',          -- how one knows
    person text not null default '',            -- '': anonymous
    consent text not null default '',           -- named | anonymous | '': none given
    child boolean not null default false,       -- about somebody under 18
    guardian boolean not null default false,    -- whose guardian agreed
    origin text not null default '',            -- the row that this one is a later wording of; '' for the first
    public_wish boolean not null default false,
    created_at bigint not null,
    erased_on text,
    primary key (office, id),
    foreign key (office, library) references library (office, id)
);

create table report_story (
    office text not null,
    report text not null,
    revision bigint not null,
    story text not null,
    primary key (office, report, revision, story),
    foreign key (office, report) references report (office, id),
    foreign key (office, story) references story (office, id)
);

-- What was erased on request, so that a restore of an older backup can erase it again. Ids, never text.
create table erasure (
    office text not null,
    kind text not null,                         -- photo | story
    object text not null,                       -- its id
    library text not null,
    account text not null,                      -- who asked
    erased_on text not null,                    -- ISO date
    at bigint not null,
    primary key (office, kind, object)
);

-- "Hitung hari ini": one counter for each phone, day and figure. Nobody's name.
create table tally (
    office text not null,
    library text not null,
    day text not null,                          -- ISO date
    indicator text not null,
    device text not null,                       -- a name that the phone invented; formulir: pages without scripts
    count bigint not null,
    seq bigint not null,                        -- taps and undos that made it; an older word changes nothing
    at bigint not null,
    primary key (office, library, day, indicator, device),
    foreign key (office, library) references library (office, id)
);

-- Coming activities: public from the moment they are announced.
create table upcoming (
    office text not null,
    id text not null,
    library text not null,
    title text not null,
    held_on text not null,                      -- ISO date
    starts bigint,                              -- minutes since midnight
    place text not null default '',             -- '': at the library
    audience text not null default '',          -- '': for everybody
    made_by text not null,
    made_at bigint not null,
    cancelled_at bigint,
    primary key (office, id),
    foreign key (office, library) references library (office, id)
);
create index upcoming_held_on on upcoming (held_on);

-- Links to a library's yearly sheet.
create table share (
    office text not null,
    id text not null,
    library text not null,
    token text not null unique,                 -- SHA-256 of what stands in the address, hex
    needs text not null default '',             -- what the library needs, in its own words
    made_by text not null,
    made_at bigint not null,
    withdrawn_at bigint,
    primary key (office, id),
    foreign key (office, library) references library (office, id)
);

create table review (
    office text not null,
    report text not null,
    id text not null,
    revision bigint not null,
    verdict text not null,                      -- returned | approved
    bulk boolean not null default false,        -- approved with others in one press, not read one by one
    comment text not null default '',
    remarks text not null default '[]',         -- JSON: [{field, words}]
    by_account text not null,
    at bigint not null,
    primary key (office, report, id),
    foreign key (office, report) references report (office, id)
);

-- The office's calendar: what holds for all months from one on, for one month alone, for one library, for one report.
create table period_rule (
    office text not null references office (code),
    valid_from text not null,                   -- YYYY-MM; before the first row, office.due_day alone holds
    open_day bigint not null,                   -- of the reported month
    due_day bigint not null,                    -- of the next month
    grace_days bigint not null,
    set_by text not null,
    set_at bigint not null,
    primary key (office, valid_from)
);

create table period (
    office text not null references office (code),
    month text not null,                        -- YYYY-MM
    opens_on text,                              -- ISO date; null: as the rule says
    due_on text,
    grace_days bigint,
    locked boolean not null default false,      -- closed by a person: the only reason to refuse a late report
    set_by text not null,
    set_at bigint not null,
    primary key (office, month)
);

create table extension (
    office text not null,
    library text not null,
    month text not null,
    until text not null,                        -- ISO date
    reason text not null,
    given_by text not null,
    given_at bigint not null,
    primary key (office, library, month),
    foreign key (office, library) references library (office, id)
);

-- A person's word that the phone had no signal: punctuality then counts report_version.finalized_at.
create table grace (
    office text not null,
    report text not null,
    reason text not null,
    given_by text not null,
    given_at bigint not null,
    primary key (office, report),
    foreign key (office, report) references report (office, id)
);

-- The office's own way of scoring, one row for each time it was changed; the newest holds.
create table kpi_version (
    office text not null references office (code),
    number bigint not null,
    scheme text not null,                       -- JSON of domain::score::Scheme
    made_by text not null,
    made_at bigint not null,
    primary key (office, number)
);

-- Pendampingan: a visit of the office to a library.
create table visit (
    office text not null,
    id text not null,
    library text not null,
    planned_on text not null,                   -- ISO date
    purpose text not null default '',
    visited_on text,                            -- ISO date; null: still planned
    findings text not null default '',
    cancelled boolean not null default false,
    made_by text not null,
    made_at bigint not null,
    version bigint not null default 1,
    primary key (office, id),
    foreign key (office, library) references library (office, id)
);

create table visit_promise (
    office text not null,
    visit text not null,
    id text not null,
    side text not null,                         -- perpustakaan | dinas: who promised
    words text not null,
    due_on text,                                -- ISO date
    done_on text,
    made_at bigint not null,
    primary key (office, visit, id),
    foreign key (office, visit) references visit (office, id)
);

create table visit_photo (
    office text not null,
    visit text not null,
    photo text not null,
    primary key (office, visit, photo),
    foreign key (office, visit) references visit (office, id),
    foreign key (office, photo) references photo (office, id)
);

-- Which columns an office's own file has, in which order and under which names; the newest row holds.
create table export_layout (
    office text not null references office (code),
    number bigint not null,
    columns text not null,                      -- JSON: [{code, name}]
    confirmed boolean not null default false,   -- a person has compared it with SIM TPBIS
    made_by text not null,
    made_at bigint not null,
    primary key (office, number)
);

-- Meetings ------------------------------------------------------------------------------------------------------------
create table meeting (
    office text not null references office (code),
    id text not null,
    slug text not null unique,
    name text not null,
    starts_on text not null,                    -- ISO date of the first day, for lists
    example boolean not null default false,     -- "contoh": clock times and items are ours, not the source's
    edits bigint not null default 0,            -- number of the newest edit
    published_edit bigint,                      -- what the public sees; null: nothing yet
    published_version bigint not null default 0,
    created_at bigint not null,
    primary key (office, id)
);

-- Append-only; the agenda is the fold of its edits.
create table agenda_edit (
    office text not null,
    meeting text not null,
    number bigint not null,
    edit text not null,                         -- JSON of domain::agenda::Edit
    by_account text not null,
    at bigint not null,
    primary key (office, meeting, number),
    foreign key (office, meeting) references meeting (office, id)
);

create table agenda_version (
    office text not null,
    meeting text not null,
    version bigint not null,
    edit_number bigint not null,
    note text not null,
    by_account text not null,
    at bigint not null,
    primary key (office, meeting, version),
    foreign key (office, meeting) references meeting (office, id)
);

-- Outbox and audit ----------------------------------------------------------------------------------------------------
create table event (
    office text not null,
    seq bigint not null,
    at bigint not null,
    topic text not null,                        -- report | agenda | library | account
    kind text not null,
    payload text not null,                      -- JSON of ids, never text that people wrote
    primary key (office, seq)
);

-- Ids and hashes, never text.
create table audit (
    office text not null,
    id text not null,
    at bigint not null,
    account text not null,                      -- who; '' for the program itself
    action text not null,                       -- report.send
    object text not null,                       -- report:0197...
    before_sha256 text not null default '',
    after_sha256 text not null default '',
    reason text not null default '',
    primary key (office, id)
);
