-- the answer
select
  c."u0 visit_count" as "visits",
  c."u0 minutes" as "minutes"
from (
  -- u0: visits
  select
    cast(count(1) as bigint) as "u0 visit_count",
    cast(sum("visit"."minutes") as bigint) as "u0 minutes"
  from store."visit_v1" as "visit"
  where ((("visit"."entered" at time zone 'America/New_York') >= $1::timestamp with time zone) and (("visit"."entered" at time zone 'America/New_York') < $2::timestamp with time zone))
) as "c"
limit 100001

-- $1 = 2026-03-08 02:30:00Z::timestamp with time zone, $2 = 2026-11-01 06:30:00Z::timestamp with time zone
