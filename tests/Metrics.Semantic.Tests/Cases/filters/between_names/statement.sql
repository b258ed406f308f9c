-- the answer
select
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  where (($1::numeric >= "sale"."quantity") and ($2::numeric <= "sale"."shop_id"))
) as "c"
limit 100001

-- $1 = 3::numeric, $2 = 3::numeric
