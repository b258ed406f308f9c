-- the answer
select
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  where ("sale"."amount" = $1::numeric)
) as "c"
limit 100001

-- $1 = 50.5::numeric
