-- the answer
select
  m."k0" as "shop__country",
  m."k1" as "merchant__segment"
from (
  -- no metrics
  select
    c."k0" as "k0",
    c."k1" as "k1"
  from (
    -- u0: shops
    select
      r."shop__country" as "k0",
      r."merchant__segment" as "k1"
    from (
      -- with every row that is joined to it
      select
        f."country" as "shop__country",
        to_merchant."segment" as "merchant__segment"
      from (
        -- shops
        select
          (country) as "country",
          (merchant_id) as "merchant key"
        from store."shop_v1" as "shop"
      ) as "f"
      full join (
        -- merchants
        select
          (merchant_id) as "merchant key",
          (segment) as "segment"
        from store."merchant_v1" as "merchant"
      ) as "to_merchant" on (f."merchant key" = to_merchant."merchant key")
    ) as "r"
    group by r."shop__country", r."merchant__segment"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last, cast(m."k1" as text) collate "C" nulls last
limit 100001

