-- the answer
select
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  where (("sale"."sold_at" at time zone 'UTC') < $1::timestamp with time zone)
) as "c"
limit 100001

-- $1 = 2025-12-31 23:00:00Z::timestamp with time zone
