-- The last drafts of a report that is being written, so that what was overwritten can be had again; gone once it is sent.
create table draft_version (
    office text not null,
    report text not null,
    version bigint not null,                    -- report.version when it was typed
    draft text not null,                        -- JSON, as in report.draft
    at bigint not null,
    account text not null,
    primary key (office, report, version),
    foreign key (office, report) references report (office, id)
);
