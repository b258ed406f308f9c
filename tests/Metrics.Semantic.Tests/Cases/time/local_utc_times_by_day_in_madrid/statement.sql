-- the answer
select
  c."k0" as "metric_time__day",
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    date_trunc('day', (("sale"."sold_at" at time zone 'UTC') at time zone 'Europe/Madrid'))::date as "k0",
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  group by 1
) as "c"
order by c."k0" nulls last
limit 100001

