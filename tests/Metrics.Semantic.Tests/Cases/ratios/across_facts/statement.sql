-- the answer
select
  m."k0" as "shop__country",
  m."m0" as "refund_rate"
from (
  -- compute refund_rate
  select
    c."k0" as "k0",
    trim_scale(round(div(c."u0 refunded" * 2000000000000000000, nullif(c."u1 amount_sum", 0)) * 0.0000000000000000005, 18)) as "m0"
  from (
    -- combine 2 facts on 1 keys
    select
      p."k0" as "k0",
      max(p."u0 refunded") as "u0 refunded",
      max(p."u1 amount_sum") as "u1 amount_sum"
    from (
      -- u0: refunds
      select
        r."shop__country" as "k0",
        cast(sum(r."u0 refunded") as numeric) as "u0 refunded",
        cast(null as numeric) as "u1 amount_sum"
      from (
        -- each row with the one that each join finds
        select
          to_shop."country" as "shop__country",
          f."u0 refunded" as "u0 refunded"
        from (
          -- refunds
          select
            (shop_id) as "shop key",
            (refunded) as "u0 refunded"
          from store."refund_v1" as "refund"
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
    union all
      -- u1: sales
      select
        r."shop__country" as "k0",
        cast(null as numeric) as "u0 refunded",
        cast(sum(r."u1 amount_sum") as numeric) as "u1 amount_sum"
      from (
        -- each row with the one that each join finds
        select
          to_shop."country" as "shop__country",
          f."u1 amount_sum" as "u1 amount_sum"
        from (
          -- sales
          select
            (shop_id) as "shop key",
            (amount) as "u1 amount_sum"
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
    ) as "p"
    group by p."k0"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last
limit 100001

