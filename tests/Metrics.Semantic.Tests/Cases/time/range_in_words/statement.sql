-- the answer
select
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  where (("sale"."sold_at" >= $1::timestamp) and ("sale"."sold_at" < $2::timestamp))
) as "c"
limit 100001

-- $1 = 2025-01-01 00:00:00::timestamp, $2 = 2026-01-01 00:00:00::timestamp
