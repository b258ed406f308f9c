-- the answer
select
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  left join store."shop_v1" as "to_shop" on ("sale"."shop_id" = to_shop."shop_id")
  where (cast(to_shop."mood" as text) = $1::text)
) as "c"
limit 100001

-- $1 = cross::text
