-- the answer
select
  m."k0" as "shop__country",
  m."m0" as "amount",
  m."m1" as "refunded",
  m."m2" as "visits"
from (
  -- compute amount, refunded, visits
  select
    c."k0" as "k0",
    c."u0 amount_sum" as "m0",
    c."u1 refunded" as "m1",
    c."u2 visit_count" as "m2"
  from (
    -- combine 3 facts on 1 keys
    select
      p."k0" as "k0",
      max(p."u0 amount_sum") as "u0 amount_sum",
      max(p."u1 refunded") as "u1 refunded",
      max(p."u2 visit_count") as "u2 visit_count"
    from (
      -- u0: sales
      select
        r."shop__country" as "k0",
        cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum",
        cast(null as numeric) as "u1 refunded",
        cast(null as bigint) as "u2 visit_count"
      from (
        -- each row with the one that each join finds
        select
          to_shop."country" as "shop__country",
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
            (country) as "country"
          from store."shop_v1" as "shop"
        ) as "to_shop" on (f."shop key" = to_shop."shop key")
      ) as "r"
      group by r."shop__country"
    union all
      -- u1: refunds
      select
        r."shop__country" as "k0",
        cast(null as numeric) as "u0 amount_sum",
        cast(sum(r."u1 refunded") as numeric) as "u1 refunded",
        cast(null as bigint) as "u2 visit_count"
      from (
        -- each row with the one that each join finds
        select
          to_shop."country" as "shop__country",
          f."u1 refunded" as "u1 refunded"
        from (
          -- refunds
          select
            (shop_id) as "shop key",
            (refunded) as "u1 refunded"
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
      -- u2: visits
      select
        r."shop__country" as "k0",
        cast(null as numeric) as "u0 amount_sum",
        cast(null as numeric) as "u1 refunded",
        cast(count(r."u2 visit_count") as bigint) as "u2 visit_count"
      from (
        -- each row with the one that each join finds
        select
          to_shop."country" as "shop__country",
          f."u2 visit_count" as "u2 visit_count"
        from (
          -- visits
          select
            (shop_id) as "shop key",
            (1) as "u2 visit_count"
          from store."visit_v1" as "visit"
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

