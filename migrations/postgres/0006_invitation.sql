-- How a meeting invites. No row: nothing was settled yet.
create table meeting_invite (
    office text not null,
    meeting text not null,
    answer_until text,                          -- ISO date; null: answers are taken until the meeting's last day
    capacity bigint,                            -- people a day; null: as many as come
    map_link text not null default '',          -- https
    contact_name text not null default '',
    contact_phone text not null default '',     -- +628..
    note text not null default '',
    primary key (office, meeting),
    foreign key (office, meeting) references meeting (office, id)
);

-- An invitation of a library to a meeting, and its answer. A withdrawn one stays as a record; a new one has a new token. The token is
-- kept as it is, not hashed: the office sends the same link again and again, and whoever reads this table reads the answers anyway.
create table invitation (
    office text not null,
    id text not null,
    meeting text not null,
    library text not null,
    token text not null unique,                 -- 192 random bits
    made_by text not null,
    made_at bigint not null,
    withdrawn_at bigint,
    answers bigint not null default 0,          -- +1 at every answer
    answered_at bigint,
    coming text not null default '',            -- ya | tidak; empty: no answer yet
    food text not null default '',
    learn text not null default '',             -- codes of domain::standing::SUBJECTS, separated by blanks
    note text not null default '',
    primary key (office, id),
    foreign key (office, meeting) references meeting (office, id),
    foreign key (office, library) references library (office, id)
);
create index invitation_of_meeting on invitation (office, meeting, library);

-- Somebody at a meeting.
create table participant (
    office text not null,
    id text not null,
    meeting text not null,
    library text,                               -- null: of no library
    invitation text,                            -- null: entered by the office
    name text not null,
    sex text not null default '',               -- L | P; empty: not said
    position text not null default '',
    institution text not null default '',       -- for those of no library
    phone text not null default '',             -- +628..
    code text not null unique,                  -- in the QR: 80 random bits
    source text not null,                       -- undangan | kantor | di-tempat
    added_by text not null,                     -- account; empty: by the invitation's link
    added_at bigint not null,
    removed_at bigint,
    primary key (office, id),
    foreign key (office, meeting) references meeting (office, id)
);
create index participant_of_meeting on participant (office, meeting);

-- The days on which somebody comes, each with the moment it was asked for: the order of the seats.
create table participant_day (
    office text not null,
    participant text not null,
    day text not null,                          -- id of the agenda's day
    asked_at bigint not null,
    primary key (office, participant, day),
    foreign key (office, participant) references participant (office, id)
);

-- What was said at the doors. Both tables only grow: somebody is present on a day when a check-in of theirs is not undone, since the
-- earliest of those. So it does not matter in which order, or how often, the doors' words arrive.
create table checkin (
    office text not null,
    meeting text not null,
    id text not null,                           -- made by the door
    participant text not null,
    day text not null,
    at bigint not null,                         -- when the door saw it
    way text not null,                          -- qr | nama
    door text not null default '',              -- the phone's own name
    by_account text not null,
    received_at bigint not null,
    primary key (office, meeting, id),
    foreign key (office, participant) references participant (office, id)
);
create index checkin_received on checkin (office, meeting, received_at);
create table checkin_undone (
    office text not null,
    meeting text not null,
    checkin text not null,                      -- may come before the check-in itself
    by_account text not null,
    received_at bigint not null,
    primary key (office, meeting, checkin)
);
create index checkin_undone_received on checkin_undone (office, meeting, received_at);

-- Anonymous: no account, no address, no hour.
create table evaluation (
    office text not null,
    meeting text not null,
    id text not null,                           -- of the form, so that sending twice is once
    source text not null,                       -- hp | kertas
    on_date text not null,                      -- ISO date
    useful bigint,                              -- 1 to 4; null: left open
    clear bigint,
    place bigint,
    service bigint,
    words text not null default '',
    primary key (office, meeting, id),
    foreign key (office, meeting) references meeting (office, id)
);
