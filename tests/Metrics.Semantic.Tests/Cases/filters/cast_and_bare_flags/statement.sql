-- the answer
select
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  where ("sale"."gift" = $1::boolean) and (cast("sale"."sold_at" as date) >= $2::timestamp)
) as "c"
limit 100001

-- $1 = True::boolean, $2 = 2026-03-08 00:00:00::timestamp
