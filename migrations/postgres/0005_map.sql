-- The map asks for many libraries at once: who is open at a minute, who lies in a box, a page of names.

-- The opening hours of library.hours as rows, written with them: one for each day on which a library says that it is open.
create table library_open (
    office text not null,
    library text not null,
    day bigint not null,                        -- 0 Monday to 6 Sunday
    opens bigint not null,                      -- minutes since midnight
    closes bigint not null,
    primary key (office, library, day),
    foreign key (office, library) references library (office, id)
);
create index library_open_day on library_open (day, opens);

create index library_place on library (longitude, latitude);
create index library_id on library (id);
create index library_name on library (name, id);
create index library_changed on library (updated_at);

-- People by Kemendagri code, as imported: what a rate per 1 000 people is computed from.
create table population (
    code text not null primary key,             -- a district's or a village's code
    people bigint not null,
    source text not null,                       -- who counted
    counted_on text not null                    -- a year or an ISO date, as the source has it
);

insert into library_open (office, library, day, opens, closes)
select l.office, l.id, d.n - 1, cast(d.day #>> '{open,0}' as bigint), cast(d.day #>> '{open,1}' as bigint)
from library l cross join lateral jsonb_array_elements(cast(l.hours as jsonb) -> 'days') with ordinality as d (day, n)
where l.hours is not null and jsonb_typeof(d.day) = 'object';
