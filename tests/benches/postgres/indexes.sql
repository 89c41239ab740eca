-- What helps: facts lie together by attribute and site and are read from the index alone; postings by word.

alter table site add primary key (no);
create index site_in_state on site (state);
create index fact_on_attribute on fact (attribute, site)
    include (item, yes, low, high, origin, observed, holds_until, id);
cluster fact using fact_on_attribute;
alter table posting add primary key (word, site);
cluster posting using posting_pkey;
vacuum (analyze, freeze);
