-- the answer
select
  c."k0" as "metric_time__day",
  c."u0 paid_count" as "paid_sales",
  c."u0 paid_sum" as "paid_amount"
from (
  -- u0: sales
  select
    date_trunc('day', ("sale"."paid_at" at time zone 'America/New_York'))::date as "k0",
    cast(count(1) as bigint) as "u0 paid_count",
    cast(sum("sale"."amount") as numeric) as "u0 paid_sum"
  from store."sale_v1" as "sale"
  group by 1
) as "c"
order by c."k0" nulls last
limit 100001

