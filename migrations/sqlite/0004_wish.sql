-- Subjects that a library asked to share at a meeting. When it cannot come is said in the agenda itself (Edit::State).
create table meeting_wish (
    office text not null,
    meeting text not null,
    library text not null,
    subject text not null,                      -- a code of domain::standing::SUBJECTS
    by_account text not null,
    at bigint not null,
    primary key (office, meeting, library, subject),
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
