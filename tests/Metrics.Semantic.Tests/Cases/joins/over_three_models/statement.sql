-- the answer
select
  m."k0" as "shop__merchant__region__name",
  m."k1" as "shop__merchant__segment",
  m."m0" as "amount"
from (
  -- compute amount
  select
    c."k0" as "k0",
    c."k1" as "k1",
    c."u0 amount_sum" as "m0"
  from (
    -- u0: sales
    select
      r."shop__merchant__region__name" as "k0",
      r."shop__merchant__segment" as "k1",
      cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum"
    from (
      -- each row with the one that each join finds
      select
        to_shop_merchant_region."name" as "shop__merchant__region__name",
        to_shop_merchant."segment" as "shop__merchant__segment",
        f."u0 amount_sum" as "u0 amount_sum"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (amount) as "u0 amount_sum"
        from store."sale_v1" as "sale"
      ) as "f"
      left join (
        -- shops
        select
          (shop_id) as "shop key",
          (merchant_id) as "merchant key"
        from store."shop_v1" as "shop"
      ) as "to_shop" on (f."shop key" = to_shop."shop key")
      left join (
        -- merchants
        select
          (merchant_id) as "merchant key",
          (region_id) as "region key",
          (segment) as "segment"
        from store."merchant_v1" as "merchant"
      ) as "to_shop_merchant" on (to_shop."merchant key" = to_shop_merchant."merchant key")
      left join (
        -- regions
        select
          (region_id) as "region key",
          (name) as "name"
        from store."region_v1" as "region"
      ) as "to_shop_merchant_region" on (to_shop_merchant."region key" = to_shop_merchant_region."region key")
    ) as "r"
    group by r."shop__merchant__region__name", r."shop__merchant__segment"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last, cast(m."k1" as text) collate "C" nulls last
limit 100001

