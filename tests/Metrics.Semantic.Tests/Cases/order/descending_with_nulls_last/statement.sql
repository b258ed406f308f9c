-- the answer
select
  c."k0" as "shop__name",
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    to_shop."name" as "k0",
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  left join store."shop_v1" as "to_shop" on ("sale"."shop_id" = to_shop."shop_id")
  group by 1
) as "c"
order by cast(c."k0" as text) collate "C" desc nulls last
limit 100001

