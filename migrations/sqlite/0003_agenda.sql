-- What an office has settled for its agendas: ISHOMA, the longest stretch without a break, kinds of its own. No row: the rules that
-- the program comes with.
create table agenda_rules (
    office text not null references office (code),
    definition text not null,                   -- JSON of domain::agenda::Rules
    at bigint not null,
    primary key (office)
);
