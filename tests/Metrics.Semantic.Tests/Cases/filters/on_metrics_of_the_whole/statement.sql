-- the answer
select
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
) as "c"
where (c."u0 sale_count" > $1::numeric)
limit 100001

-- $1 = 1000::numeric
