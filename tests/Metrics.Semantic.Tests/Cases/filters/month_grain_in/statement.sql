-- the answer
select
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  where (date_trunc('month', "sale"."sold_at")::date in ($1::date, $2::date))
) as "c"
limit 100001

-- $1 = 2026-01-01::date, $2 = 2026-03-01::date
