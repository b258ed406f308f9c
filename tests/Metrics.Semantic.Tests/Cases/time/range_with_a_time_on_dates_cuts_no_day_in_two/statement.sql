-- the answer
select
  c."u0 booked_sum" as "booked_amount"
from (
  -- u0: sales
  select
    cast(sum("sale"."amount") as numeric) as "u0 booked_sum"
  from store."sale_v1" as "sale"
  where (("sale"."booked_on" >= $1::timestamp) and ("sale"."booked_on" < $2::timestamp))
) as "c"
limit 100001

-- $1 = 2026-01-01 12:00:00::timestamp, $2 = 2026-03-29 12:00:00::timestamp
