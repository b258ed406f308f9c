-- the answer
select
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  left join store."shop_v1" as "to_shop" on ("sale"."shop_id" = to_shop."shop_id")
  where (to_shop."country" = $1::text) and (date_trunc('year', "sale"."sold_at")::date = $2::date) and ("sale"."shop_id" < $3::numeric)
) as "c"
limit 100001

-- $1 = ES::text, $2 = 2026-01-01::date, $3 = 3::numeric
