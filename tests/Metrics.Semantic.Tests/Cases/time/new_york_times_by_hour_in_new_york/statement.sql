-- the answer
select
  m."k0" as "metric_time__hour",
  m."m0" as "visits"
from (
  -- compute visits
  select
    c."k0" as "k0",
    c."u0 visit_count" as "m0"
  from (
    -- u0: visits
    select
      r."metric_time__hour" as "k0",
      cast(count(r."u0 visit_count") as bigint) as "u0 visit_count"
    from (
      select
        date_trunc('hour', (f."entered" at time zone 'America/New_York'), 'America/New_York') as "metric_time__hour",
        f."u0 visit_count" as "u0 visit_count"
      from (
        -- visits
        select
          (entered) as "entered",
          (1) as "u0 visit_count"
        from store."visit_v1" as "visit"
      ) as "f"
    ) as "r"
    group by r."metric_time__hour"
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

