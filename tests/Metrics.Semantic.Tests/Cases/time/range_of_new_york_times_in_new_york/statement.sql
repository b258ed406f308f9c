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
  where (("visit"."entered" >= $1::timestamp) and ("visit"."entered" < $2::timestamp))
) as "c"
limit 100001

-- $1 = 2026-03-08 08:00:00::timestamp, $2 = 2026-11-01 12:00:00::timestamp
