-- the answer
select
  c."k0" as "shop__merchant",
  c."k1" as "shop__merchant__region",
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    to_shop."merchant_id" as "k0",
    to_shop_merchant."region_id" as "k1",
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  left join store."shop_v1" as "to_shop" on ("sale"."shop_id" = to_shop."shop_id")
  left join store."merchant_v1" as "to_shop_merchant" on (to_shop."merchant_id" = to_shop_merchant."merchant_id")
  group by 1, 2
) as "c"
order by c."k0" nulls last, cast(c."k1" as text) collate "C" nulls last
limit 100001

