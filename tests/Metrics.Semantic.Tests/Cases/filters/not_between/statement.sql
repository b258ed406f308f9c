-- the answer
select
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  where (not (("sale"."quantity" >= $1::numeric) and ("sale"."quantity" <= $2::numeric)))
) as "c"
limit 100001

-- $1 = 2::numeric, $2 = 5::numeric
