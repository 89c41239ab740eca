-- The invented world as a database administrator would lay it out for this question: narrow rows, numbers
-- instead of words, everything that does not depend on the need worked out while loading.

create table site (
    no integer not null,
    id uuid not null,
    owner uuid not null,
    state smallint not null, -- 0: not known
    latitude double precision, -- radians, as the distance wants them
    longitude double precision,
    cosine double precision, -- of the latitude
    approximate boolean not null
);

-- Open facts, and of closed ones the coarse steps.
create table fact (
    attribute smallint not null,
    site integer not null,
    item integer, -- a concept
    yes boolean,
    low bigint,
    high bigint,
    origin smallint not null,
    observed date not null,
    holds_until date not null, -- by its own last day or the attribute's period; infinity
    id uuid not null
);

create table attribute (
    no smallint primary key,
    id text not null unique
);

-- The concepts and stems of each site's texts.
create table posting (
    word integer not null,
    site integer not null
);

create table service_effect (
    service integer not null,
    attribute smallint not null,
    item integer,
    from_level bigint,
    to_level bigint not null
);

-- No row: it serves everywhere.
create table service_region (
    service integer not null,
    state smallint not null,
    primary key (service, state)
);

-- Owners who let this buyer compare a closed group.
create table opened (
    owner uuid primary key
);

-- The need: the items that satisfy each criterion, narrower ones included, and how near others come.
create table wanted (
    criterion smallint not null,
    item integer not null,
    primary key (criterion, item)
);

create table similarity (
    criterion smallint not null,
    item integer not null,
    milli integer not null,
    primary key (criterion, item)
);

-- Its words: several numbers of one word are a concept and what is narrower.
create table asked_word (
    asked smallint not null,
    word integer not null,
    weight integer not null,
    primary key (asked, word)
);

-- The degree of a wish that is missed by so many thousandths.
create function degree_of_gap(milli bigint) returns bigint
language sql immutable parallel safe
as 'select 499 * (1000 - least(greatest(milli, 1), 1000)) / 1000';
