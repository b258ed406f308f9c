-- the answer
select
  m."k0" as "shop__country",
  m."k1" as "shop__merchant__segment"
from (
  -- no metrics
  select
    c."k0" as "k0",
    c."k1" as "k1"
  from (
    -- u0: nothings
    select
      r."shop__country" as "k0",
      r."shop__merchant__segment" as "k1"
    from (
      -- with every row that is joined to it
      select
        j1."country" as "shop__country",
        j2."segment" as "shop__merchant__segment"
      from (
        -- nothings
        select
          (shop_id) as "shop key"
        from store."nothing_v1" as "nothing"
      ) as "f"
      full join (
        -- shops
        select
          (shop_id) as "shop key",
          (country) as "country",
          (merchant_id) as "merchant key"
        from store."shop_v1" as "shop"
      ) as "j1" on (f."shop key" = j1."shop key")
      full join (
        -- merchants
        select
          (merchant_id) as "merchant key",
          (segment) as "segment"
        from store."merchant_v1" as "merchant"
      ) as "j2" on (j1."merchant key" = j2."merchant key")
    ) as "r"
    group by r."shop__country", r."shop__merchant__segment"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last, cast(m."k1" as text) collate "C" nulls last
limit 100001

