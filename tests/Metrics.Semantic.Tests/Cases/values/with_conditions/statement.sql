-- the answer
select
  c."k0" as "shop__country"
from (
  -- u0: shops
  select
    f."country" as "k0"
  from (
    -- shops
    select
      (country) as "country",
      (merchant_id) as "merchant key"
    from store."shop_v1" as "shop"
  ) as "f"
  full join store."merchant_v1" as "to_merchant" on (f."merchant key" = to_merchant."merchant_id")
  where (to_merchant."segment" = $1::text)
  group by 1
) as "c"
order by cast(c."k0" as text) collate "C" nulls last
limit 3

-- $1 = small::text
