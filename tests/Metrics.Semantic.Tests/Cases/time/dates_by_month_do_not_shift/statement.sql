-- the answer
select
  c."k0" as "metric_time__month",
  c."u0 booked_sum" as "booked_amount"
from (
  -- u0: sales
  select
    date_trunc('month', "sale"."booked_on")::date as "k0",
    cast(sum("sale"."amount") as numeric) as "u0 booked_sum"
  from store."sale_v1" as "sale"
  group by 1
) as "c"
order by c."k0" nulls last
limit 100001

