-- the answer
select
  (((cast(100000 as numeric) * cast(100000 as numeric)) * cast(c."u0 quantity_sum" as numeric)) * cast(c."u0 quantity_sum" as numeric)) as "large",
  c."u0 square_sum" as "squares"
from (
  -- u0: sales
  select
    cast(sum("sale"."quantity") as bigint) as "u0 quantity_sum",
    cast(sum((quantity::bigint * quantity)) as numeric) as "u0 square_sum"
  from store."sale_v1" as "sale"
) as "c"
limit 100001

