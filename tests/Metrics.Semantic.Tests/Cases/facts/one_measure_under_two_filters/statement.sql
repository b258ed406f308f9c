-- the answer
select
  m."k0" as "shop__country",
  m."m0" as "amount",
  m."m1" as "ok_amount",
  m."m2" as "spanish_amount"
from (
  -- compute amount, ok_amount, spanish_amount
  select
    c."k0" as "k0",
    c."u0 amount_sum" as "m0",
    c."u1 amount_sum" as "m1",
    c."u2 amount_sum" as "m2"
  from (
    -- combine 3 facts on 1 keys
    select
      p."k0" as "k0",
      max(p."u0 amount_sum") as "u0 amount_sum",
      max(p."u1 amount_sum") as "u1 amount_sum",
      max(p."u2 amount_sum") as "u2 amount_sum"
    from (
      -- u0: sales
      select
        r."shop__country" as "k0",
        cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum",
        cast(null as numeric) as "u1 amount_sum",
        cast(null as numeric) as "u2 amount_sum"
      from (
        -- each row with the one that each join finds
        select
          j1."country" as "shop__country",
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
        ) as "j1" on (f."shop key" = j1."shop key")
      ) as "r"
      group by r."shop__country"
    union all
      -- u1: sales
      select
        r."shop__country" as "k0",
        cast(null as numeric) as "u0 amount_sum",
        cast(sum(r."u1 amount_sum") as numeric) as "u1 amount_sum",
        cast(null as numeric) as "u2 amount_sum"
      from (
        -- each row with the one that each join finds
        select
          j1."country" as "shop__country",
          f."status" as "sale__status",
          f."u1 amount_sum" as "u1 amount_sum"
        from (
          -- sales
          select
            (shop_id) as "shop key",
            (status) as "status",
            (amount) as "u1 amount_sum"
          from store."sale_v1" as "sale"
        ) as "f"
        left join (
          -- shops
          select
            (shop_id) as "shop key",
            (country) as "country"
          from store."shop_v1" as "shop"
        ) as "j1" on (f."shop key" = j1."shop key")
      ) as "r"
      where (r."sale__status" = 'ok' -- accepted
)
      group by r."shop__country"
    union all
      -- u2: sales
      select
        r."shop__country" as "k0",
        cast(null as numeric) as "u0 amount_sum",
        cast(null as numeric) as "u1 amount_sum",
        cast(sum(r."u2 amount_sum") as numeric) as "u2 amount_sum"
      from (
        -- each row with the one that each join finds
        select
          j1."country" as "shop__country",
          f."u2 amount_sum" as "u2 amount_sum"
        from (
          -- sales
          select
            (shop_id) as "shop key",
            (amount) as "u2 amount_sum"
          from store."sale_v1" as "sale"
        ) as "f"
        left join (
          -- shops
          select
            (shop_id) as "shop key",
            (country) as "country"
          from store."shop_v1" as "shop"
        ) as "j1" on (f."shop key" = j1."shop key")
      ) as "r"
      where (r."shop__country" = 'ES')
      group by r."shop__country"
    ) as "p"
    group by p."k0"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last
limit 100001

