-- In the room: what was said at each item, tips as cards, pictures; and what follows.

-- Notes (notulen), one row for each item and field, as they stand. What two people wrote at once lies in note_beside until one chooses.
create table note (
    office text not null,
    meeting text not null,
    item text not null,                         -- the agenda item's id, also of one that was removed; '': the meeting as a whole
    field text not null,                        -- a code of domain::note::Field
    title text not null,                        -- what the item was called when it was last written about
    words text not null,
    mark text not null,                         -- SHA-256 (hex) of the words
    by_account text not null,
    at bigint not null,
    primary key (office, meeting, item, field),
    foreign key (office, meeting) references meeting (office, id)
);

create table note_beside (
    office text not null,
    meeting text not null,
    item text not null,
    field text not null,
    mark text not null,
    words text not null,
    by_account text not null,
    at bigint not null,
    primary key (office, meeting, item, field, mark),
    foreign key (office, meeting) references meeting (office, id)
);

-- A tip that somebody shared, ready to be tried elsewhere.
create table tip (
    office text not null,
    id text not null,
    meeting text not null,
    item text not null default '',              -- the agenda item in which it was told
    library text not null default '',           -- whose it is; '': nobody's in particular
    subject text not null default '',           -- a code of domain::standing::SUBJECTS
    indicator text not null default '',         -- the figure that it helps with
    words text not null,
    made_by text not null,
    made_at bigint not null,
    primary key (office, id),
    foreign key (office, meeting) references meeting (office, id)
);
create index tip_indicator on tip (office, indicator);

-- Pictures of a meeting. They belong to no library, so they are not in `photo`.
create table meeting_photo (
    office text not null,
    id text not null,
    meeting text not null,
    upload_sha256 text not null,
    sha256 text not null,                       -- of the re-encoded file: its name and address
    bytes bigint not null,
    width bigint not null,
    height bigint not null,
    caption text not null default '',
    credit text not null default '',
    public_wish boolean not null default false,
    children text not null default '',          -- as photo.children
    uploaded_by text not null,
    uploaded_at bigint not null,
    primary key (office, id),
    foreign key (office, meeting) references meeting (office, id)
);
create index meeting_photo_file on meeting_photo (sha256);

-- What a library means to do after a meeting (rencana tindak lanjut).
create table followup (
    office text not null,
    id text not null,
    meeting text not null,
    library text not null,
    what text not null,
    audience text not null default '',          -- sasaran
    who text not null default '',               -- penanggung jawab
    due_on text not null,                       -- ISO date
    support text not null default '',           -- dukungan, biaya
    measure text not null default '',           -- a code of domain::score::measures
    start bigint,
    goal bigint,
    remark text not null default '',            -- keterangan
    closed_on text,                             -- ISO date: closed by hand
    closed_by text,
    proof text not null default '',
    reopened_on text,                           -- ISO date: what was reached before that month does not count any more
    made_by text not null,
    made_at bigint not null,
    version bigint not null default 1,
    primary key (office, id),
    foreign key (office, meeting) references meeting (office, id),
    foreign key (office, library) references library (office, id)
);
create index followup_library on followup (office, library);
