-- the answer
select
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  where (("sale"."paid_at" at time zone 'America/New_York') < "sale"."booked_on")
) as "c"
limit 100001

