-- the answer
select
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  where (date_trunc('hour', "sale"."paid_at", 'Europe/Madrid') = $1::timestamp with time zone)
) as "c"
limit 100001

-- $1 = 2026-10-25 01:00:00Z::timestamp with time zone
