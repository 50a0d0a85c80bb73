-- Awards of a meeting, its papers and its press text.

create table award (
    office text not null,
    id text not null,
    meeting text not null,
    position bigint not null,                   -- 1, 2, ..: as they were made
    made_at bigint not null,
    primary key (office, id),
    foreign key (office, meeting) references meeting (office, id)
);
create index award_meeting on award (office, meeting);

-- What is honoured and how it is computed: one row for each change, the newest holds, none is ever changed.
create table award_version (
    office text not null,
    award text not null,
    number bigint not null,
    definition text not null,                   -- JSON of domain::award::Definition
    made_by text not null,
    made_at bigint not null,
    primary key (office, award, number),
    foreign key (office, award) references award (office, id)
);

-- What a jury decided: one row for each time, the newest holds. The public sees the newest one that was published.
create table award_decision (
    office text not null,
    award text not null,
    number bigint not null,
    version bigint not null,                    -- of the award, by which it was decided
    decided_on text not null,                   -- ISO date
    winners text not null,                      -- JSON of [domain::award::Winner]; empty: nobody is named, the reason says why
    jurors text not null,                       -- JSON of [domain::award::Juror]
    reason text not null default '',
    standing text not null,                     -- JSON: [{place, name, points}] as the order was then; empty: none was computed
    made_by text not null,
    made_at bigint not null,
    published_at bigint,
    primary key (office, award, number),
    foreign key (office, award, version) references award_version (office, award, number)
);

-- What stands at the head of the office's papers from a day on.
create table letterhead (
    office text not null references office (code),
    valid_from text not null,                   -- ISO date
    above text not null,                        -- PEMERINTAH KABUPATEN ..
    name text not null,
    below text not null default '',             -- address, telephone, one line each
    place text not null default '',             -- where papers are signed: "Pangkalan Bun"
    made_by text not null,
    made_at bigint not null,
    primary key (office, valid_from)
);

-- The office's own wording of a kind of paper: one row for each change, the newest holds. No row: the program's.
create table paper_template (
    office text not null references office (code),
    kind text not null,                         -- a code of domain::paper::Kind
    number bigint not null,
    text text not null,
    made_by text not null,
    made_at bigint not null,
    primary key (office, kind, number)
);

-- A paper of a meeting: what was typed for it, and the signed scan that replaces the draft.
create table paper (
    office text not null,
    meeting text not null,
    kind text not null,
    number text not null default '',            -- as the office's register gives it; typed, never made up
    dated text,                                 -- ISO date
    text text,                                  -- wording for this meeting alone; null: the template's
    scan text,                                  -- sha256 of the stored picture
    version bigint not null default 1,
    by_account text not null,
    at bigint not null,
    primary key (office, meeting, kind),
    foreign key (office, meeting) references meeting (office, id)
);

-- The press text of a meeting: one row for each time it was published; later ones are corrections and say what was wrong.
create table press (
    office text not null,
    meeting text not null,
    number bigint not null,
    title text not null,
    body text not null,
    contact text not null default '',
    terms text not null default '',
    correction text not null default '',
    by_account text not null,
    at bigint not null,
    primary key (office, meeting, number),
    foreign key (office, meeting) references meeting (office, id)
);

-- What was typed for the press and is not published yet.
create table press_draft (
    office text not null,
    meeting text not null,
    title text not null,
    body text not null,
    contact text not null default '',
    terms text not null default '',
    quotes text not null default '[]',          -- JSON: [{name, title, words}], as somebody said them
    version bigint not null default 1,
    by_account text not null,
    at bigint not null,
    primary key (office, meeting),
    foreign key (office, meeting) references meeting (office, id)
);
