-- the answer
select
  c."k0" as "metric_time__month",
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    date_trunc('month', "sale"."sold_at")::date as "k0",
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  where (("sale"."sold_at" >= $1::timestamp) and ("sale"."sold_at" < $2::timestamp))
  group by 1
) as "c"
order by c."k0" nulls last
limit 100001

-- $1 = 2025-12-30 00:00:00::timestamp, $2 = 2026-03-15 00:00:00::timestamp
