-- the answer
select
  m."k0" as "shop__country",
  m."m0" as "sales",
  m."m1" as "amount"
from (
  -- compute sales, amount
  select
    c."k0" as "k0",
    c."u0 sale_count" as "m0",
    c."u0 amount_sum" as "m1"
  from (
    -- u0: sales
    select
      r."shop__country" as "k0",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count",
      cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum"
    from (
      -- each row with the one that each join finds
      select
        to_shop."country" as "shop__country",
        f."u0 sale_count" as "u0 sale_count",
        f."u0 amount_sum" as "u0 amount_sum"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (1) as "u0 sale_count",
          (amount) as "u0 amount_sum"
        from store."sale_v1" as "sale"
      ) as "f"
      left join (
        -- shops
        select
          (shop_id) as "shop key",
          (country) as "country"
        from store."shop_v1" as "shop"
      ) as "to_shop" on (f."shop key" = to_shop."shop key")
    ) as "r"
    group by r."shop__country"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last
limit 100001

