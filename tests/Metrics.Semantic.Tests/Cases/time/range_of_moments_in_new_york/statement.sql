-- the answer
select
  c."u0 paid_count" as "paid_sales"
from (
  -- u0: sales
  select
    cast(count(1) as bigint) as "u0 paid_count"
  from store."sale_v1" as "sale"
  where (("sale"."paid_at" >= $1::timestamp with time zone) and ("sale"."paid_at" < $2::timestamp with time zone))
) as "c"
limit 100001

-- $1 = 2026-03-08 05:00:00Z::timestamp with time zone, $2 = 2026-11-01 04:00:00Z::timestamp with time zone
