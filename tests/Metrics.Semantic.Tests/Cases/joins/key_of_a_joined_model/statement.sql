-- the answer
select
  m."k0" as "shop__merchant",
  m."k1" as "shop__merchant__region",
  m."m0" as "sales"
from (
  -- compute sales
  select
    c."k0" as "k0",
    c."k1" as "k1",
    c."u0 sale_count" as "m0"
  from (
    -- u0: sales
    select
      r."shop__merchant" as "k0",
      r."shop__merchant__region" as "k1",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      -- each row with the one that each join finds
      select
        to_shop."merchant key" as "shop__merchant",
        to_shop_merchant."region key" as "shop__merchant__region",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (1) as "u0 sale_count"
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
          (region_id) as "region key"
        from store."merchant_v1" as "merchant"
      ) as "to_shop_merchant" on (to_shop."merchant key" = to_shop_merchant."merchant key")
    ) as "r"
    group by r."shop__merchant", r."shop__merchant__region"
  ) as "c"
) as "m"
order by m."k0" nulls last, cast(m."k1" as text) collate "C" nulls last
limit 100001

