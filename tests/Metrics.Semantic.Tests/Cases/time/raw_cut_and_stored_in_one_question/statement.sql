-- the answer
select
  c."k0" as "metric_time__month",
  c."k1" as "sale__sold_at",
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    date_trunc('month', (("sale"."sold_at" at time zone 'UTC') at time zone 'Europe/Madrid'))::date as "k0",
    date_trunc('second', ("sale"."sold_at" at time zone 'UTC'), 'Europe/Madrid') as "k1",
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  where (("sale"."sold_at" at time zone 'UTC') < $1::timestamp with time zone) and (date_trunc('year', (("sale"."sold_at" at time zone 'UTC') at time zone 'Europe/Madrid'))::date = $2::date) and (("sale"."sold_at" >= $3::timestamp))
  group by 1, 2
) as "c"
order by c."k0" nulls last, c."k1" nulls last
limit 100001

-- $1 = 2026-09-30 22:00:00Z::timestamp with time zone, $2 = 2026-01-01::date, $3 = 2025-12-31 23:00:00::timestamp
