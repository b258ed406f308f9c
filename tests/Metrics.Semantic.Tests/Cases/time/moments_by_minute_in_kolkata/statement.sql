-- the answer
select
  c."k0" as "metric_time__minute",
  c."u0 paid_count" as "paid_sales"
from (
  -- u0: sales
  select
    date_trunc('minute', "sale"."paid_at", 'Asia/Kolkata') as "k0",
    cast(count(1) as bigint) as "u0 paid_count"
  from store."sale_v1" as "sale"
  group by 1
) as "c"
order by c."k0" nulls last
limit 100001

