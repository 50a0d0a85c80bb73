-- What libraries asked for at a meeting: to share a subject, or not to be needed on a day.
create table meeting_wish (
    office text not null,
    meeting text not null,
    library text not null,
    kind text not null check (kind in ('subject', 'away')),
    value text not null,                        -- a code of domain::standing::SUBJECTS, or a day's id
    by_account text not null,
    at bigint not null,
    primary key (office, meeting, library, kind, value),
    foreign key (office, meeting) references meeting (office, id)
);

-- Proposals that a planner threw away, by the id that their item would get.
create table proposal_refused (
    office text not null,
    meeting text not null,
    proposal text not null,
    by_account text not null,
    at bigint not null,
    primary key (office, meeting, proposal),
    foreign key (office, meeting) references meeting (office, id)
);
