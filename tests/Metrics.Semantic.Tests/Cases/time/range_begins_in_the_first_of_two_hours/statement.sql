-- the answer
select
  m."m0" as "visits",
  m."m1" as "minutes"
from (
  -- compute visits, minutes
  select
    c."u0 visit_count" as "m0",
    c."u0 minutes" as "m1"
  from (
    -- u0: visits
    select
      cast(count(r."u0 visit_count") as bigint) as "u0 visit_count",
      cast(sum(r."u0 minutes") as bigint) as "u0 minutes"
    from (
      select
        (f."entered" at time zone 'America/New_York') as "metric_time moment",
        f."u0 visit_count" as "u0 visit_count",
        f."u0 minutes" as "u0 minutes"
      from (
        -- visits
        select
          (entered) as "entered",
          (1) as "u0 visit_count",
          (minutes) as "u0 minutes"
        from store."visit_v1" as "visit"
      ) as "f"
    ) as "r"
    where ((r."metric_time moment" >= $1::timestamp with time zone) and (r."metric_time moment" < $2::timestamp with time zone))
  ) as "c"
) as "m"
limit 100001

-- $1 = 2026-11-01 05:00:00Z::timestamp with time zone, $2 = 2026-11-01 06:45:00Z::timestamp with time zone
