-- the answer
select
  c."k0" as "shop__merchant__region__name",
  c."k1" as "shop__merchant__segment",
  c."u0 amount_sum" as "amount"
from (
  -- u0: sales
  select
    to_shop_merchant_region."name" as "k0",
    to_shop_merchant."segment" as "k1",
    cast(sum("sale"."amount") as numeric) as "u0 amount_sum"
  from store."sale_v1" as "sale"
  left join store."shop_v1" as "to_shop" on ("sale"."shop_id" = to_shop."shop_id")
  left join store."merchant_v1" as "to_shop_merchant" on (to_shop."merchant_id" = to_shop_merchant."merchant_id")
  left join store."region_v1" as "to_shop_merchant_region" on (to_shop_merchant."region_id" = to_shop_merchant_region."region_id")
  group by 1, 2
) as "c"
order by cast(c."k0" as text) collate "C" nulls last, cast(c."k1" as text) collate "C" nulls last
limit 100001

