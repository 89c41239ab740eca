-- The widest need: every site judged on its 15 criteria, in the engine's order. Where one fact speaks for an
-- item among several, it is the one that holds, then the strongest, the latest, the smallest id.
-- The invented world has no refusals and only one kind of completed list; the questions that would look for
-- others are left out, in PostgreSQL's favour.
with staff as (
    select distinct on (site) site, low, high, holds_until >= :'day'::date as holds
    from fact
    where attribute = :site_staff
    order by site, holds_until >= :'day'::date desc, origin desc, observed desc, id
),
offered_item as (
    select distinct on (site, item) site, item, holds_until >= :'day'::date as holds
    from fact
    where attribute = :process_offered and yes
    order by site, item, holds_until >= :'day'::date desc, origin desc, observed desc, id
),
offered as (
    select o.site,
        bool_or(o.holds and w0.item is not null) as has_0,
        bool_or(not o.holds and w0.item is not null) as had_0,
        max(s0.milli) filter (where o.holds) as near_0,
        bool_or(o.holds and w8.item is not null) as has_8,
        bool_or(not o.holds and w8.item is not null) as had_8,
        max(s8.milli) filter (where o.holds) as near_8
    from offered_item o
    left join wanted w0 on w0.criterion = 0 and w0.item = o.item
    left join wanted w8 on w8.criterion = 8 and w8.item = o.item
    left join similarity s0 on s0.criterion = 0 and s0.item = o.item
    left join similarity s8 on s8.criterion = 8 and s8.item = o.item
    group by o.site
),
complete as (
    select distinct site
    from fact
    where attribute = :site_processes_complete and yes
),
standard_item as (
    select distinct on (site, item) site, item, holds_until >= :'day'::date as holds
    from fact
    where attribute = :standard_held and yes
    order by site, item, holds_until >= :'day'::date desc, origin desc, observed desc, id
),
standard as (
    select t.site,
        bool_or(t.holds and w1.item is not null) as has_1,
        bool_or(not t.holds and w1.item is not null) as had_1,
        bool_or(t.holds and w13.item is not null) as has_13,
        bool_or(not t.holds and w13.item is not null) as had_13
    from standard_item t
    left join wanted w1 on w1.criterion = 1 and w1.item = t.item
    left join wanted w13 on w13.criterion = 13 and w13.item = t.item
    group by t.site
),
tolerance_item as (
    select distinct on (f.site, f.item) f.site, f.low, f.high, holds_until >= :'day'::date as holds
    from fact f
    join wanted w on w.criterion = 3 and w.item = f.item
    where f.attribute = :process_tolerance
    order by f.site, f.item, holds_until >= :'day'::date desc, origin desc, observed desc, id
),
tolerance as (
    select site, min(high) as least_high, min(low) as least_low, bool_or(high > 40000 and low <= 40000) as straddles
    from tolerance_item
    where holds
    group by site
),
roughness_item as (
    select distinct on (site, item) site, low, high, holds_until >= :'day'::date as holds
    from fact
    where attribute = :process_roughness_ra
    order by site, item, holds_until >= :'day'::date desc, origin desc, observed desc, id
),
roughness as (
    select site, min(high) as least_high, min(low) as least_low, bool_or(high > 1600 and low <= 1600) as straddles
    from roughness_item
    where holds
    group by site
),
material_item as (
    select distinct on (f.site, f.item) f.site, holds_until >= :'day'::date as holds
    from fact f
    join wanted w on w.criterion = 7 and w.item = f.item
    where f.attribute = :material_worked and f.yes
    order by f.site, f.item, holds_until >= :'day'::date desc, origin desc, observed desc, id
),
material as (
    select distinct site
    from material_item
    where holds
),
lead_time as (
    select distinct on (site) site, low, high, holds_until >= :'day'::date as holds
    from fact
    where attribute = :site_lead_time_days
    order by site, holds_until >= :'day'::date desc, origin desc, observed desc, id
),
shifts as (
    select distinct on (site) site, low, high, holds_until >= :'day'::date as holds
    from fact
    where attribute = :site_shifts
    order by site, holds_until >= :'day'::date desc, origin desc, observed desc, id
),
capacity as (
    select distinct on (f.site) f.site, f.low, f.high, holds_until >= :'day'::date as holds
    from fact f
    join site s on s.no = f.site
    join opened o on o.owner = s.owner
    where f.attribute = :site_capacity_hours_month
    order by f.site, holds_until >= :'day'::date desc, origin desc, observed desc, f.id
),
words as (
    select site, sum(weight) as found
    from (
        select distinct a.asked, a.weight, p.site
        from asked_word a
        join posting p on p.word = a.word
    ) found
    group by site
),
-- Which services close which must in which state, and from which level on.
serving as (
    select e.attribute, e.item, e.from_level, e.to_level, s.state
    from service_effect e
    cross join generate_series(0, 32) as s (state)
    where not exists (select from service_region r where r.service = e.service)
        or exists (select from service_region r where r.service = e.service and r.state = s.state)
),
reach as (
    select state,
        bool_or(attribute = :process_offered and to_level >= 1
            and item in (select w.item from wanted w where w.criterion = 0)) as closes_offered,
        bool_or(attribute = :standard_held and to_level >= 1
            and item in (select w.item from wanted w where w.criterion = 1)) as closes_standard,
        min(coalesce(from_level, (-9e18)::bigint)) filter (where attribute = :site_staff and to_level >= 11) as staff_from,
        max(coalesce(from_level, 9e18::bigint)) filter (where attribute = :process_tolerance and to_level <= 40000
            and (item is null or item in (select w.item from wanted w where w.criterion = 3))) as tolerance_from,
        min(coalesce(from_level, (-9e18)::bigint))
            filter (where attribute = :site_capacity_hours_month and to_level >= :capacity) as capacity_from
    from serving
    group by state
),
-- Of each must 2 if it is met, else 1 if a service closes it, else 0: at best and at worst.
judged as (
    select s.id,
        case
            when o.has_0 then 22
            when o.had_0 or c.site is null then case when r.closes_offered then 21 else 20 end
            else case when r.closes_offered then 11 else 0 end
        end as must_0,
        case
            when t.has_1 then 22
            when t.had_1 then case when r.closes_standard then 11 else 0 end
            else case when r.closes_standard then 21 else 20 end
        end as must_1,
        case
            when staff.holds and staff.low >= 11 then 22
            when staff.holds and staff.high < 11 then case when staff.low >= r.staff_from then 11 else 0 end
            else case when r.staff_from is not null then 21 else 20 end
        end as must_2,
        case
            when tol.least_high <= 40000 then 22
            when not tol.straddles then case when tol.least_low <= r.tolerance_from then 11 else 0 end
            else case when r.tolerance_from is not null then 21 else 20 end
        end as must_3,
        case
            when d.metres + d.blur <= 600000 then 22
            when d.metres - d.blur > 600000 then 0
            else 20
        end as must_4,
        case
            when s.state = 0 then 20
            when s.state between 5 and 24 then 22
            else 0
        end as must_5,
        case
            when cap.holds and cap.low >= :capacity then 22
            when cap.holds and cap.high < :capacity then case when cap.low >= r.capacity_from then 11 else 0 end
            else case when r.capacity_from is not null then 21 else 20 end
        end as must_6,
        case when m.site is not null then 1000 else 500 end
            + case
                when o.has_8 then 1000
                when o.had_8 or c.site is null then 500
                else degree_of_gap(1000 - coalesce(o.near_8, 0))
            end
            + case
                when staff.holds and staff.low >= 100 then 1000
                when staff.holds and staff.high < 100 then degree_of_gap(((100 - staff.high) * 1000 + 99) / 100)
                else 500
            end
            + case
                when d.metres + d.blur <= 300000 then 1000
                when d.metres - d.blur > 300000 then degree_of_gap((d.metres - 300000) * 1000 / 300000)
                else 500
            end
            + case
                when l.holds and l.high <= 20 then 1000
                when l.holds and l.low > 20 then degree_of_gap(((l.low - 20) * 1000 + 19) / 20)
                else 500
            end
            + case
                when sh.holds and sh.low >= 2 then 1000
                when sh.holds and sh.high < 2 then degree_of_gap(((2 - sh.high) * 1000 + 1) / 2)
                else 500
            end
            + case when t.has_13 then 1000 when t.had_13 then degree_of_gap(100) else 500 end
            + case
                when ra.least_high <= 1600 then 1000
                when not ra.straddles then degree_of_gap(((ra.least_low - 1600) * 1000 + 1599) / 1600)
                else 500
            end as degrees,
        coalesce(words.found, 0) as found
    from site s
    left join staff on staff.site = s.no
    left join offered o on o.site = s.no
    left join complete c on c.site = s.no
    left join standard t on t.site = s.no
    left join tolerance tol on tol.site = s.no
    left join roughness ra on ra.site = s.no
    left join material m on m.site = s.no
    left join lead_time l on l.site = s.no
    left join shifts sh on sh.site = s.no
    left join capacity cap on cap.site = s.no
    left join words on words.site = s.no
    left join reach r on r.state = s.state
    cross join lateral (
        select
            case when approximate then 25000 else 0 end as blur,
            case when s.latitude is not null then round(2 * 6371008.8 * asin(least(1, sqrt(
                sin((s.latitude - radians(20.59)) / 2) ^ 2
                    + cos(radians(20.59)) * s.cosine * sin((s.longitude - radians(-100.39)) / 2) ^ 2
            ))))::bigint end as metres
        offset 0 -- worked out once a site, not wherever it is used
    ) d
    offset 0
),
banded as (
    select id,
        least(must_0 / 10, must_1 / 10, must_2 / 10, must_3 / 10, must_4 / 10, must_5 / 10, must_6 / 10) as possible,
        least(must_0 % 10, must_1 % 10, must_2 % 10, must_3 % 10, must_4 % 10, must_5 % 10, must_6 % 10) as proven,
        (50 * degrees + 20 * (found * 1000 / :words)) / 420 as score
    from judged
)
select id, possible, proven, score
from banded
order by possible desc, proven desc, score desc, id
limit 50;
