-- the answer
select
  c."k0" as "shop__country",
  c."k1" as "merchant__segment"
from (
  -- u0: shops
  select
    f."country" as "k0",
    to_merchant."segment" as "k1"
  from (
    -- shops
    select
      (country) as "country",
      (merchant_id) as "merchant key"
    from store."shop_v1" as "shop"
  ) as "f"
  full join store."merchant_v1" as "to_merchant" on (f."merchant key" = to_merchant."merchant_id")
  group by 1, 2
) as "c"
order by cast(c."k0" as text) collate "C" nulls last, cast(c."k1" as text) collate "C" nulls last
limit 100001

