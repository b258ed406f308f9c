-- the answer
select
  m."k0" as "shop",
  m."m0" as "net_filled"
from (
  -- compute net_filled
  select
    c."k0" as "k0",
    trim_scale(round(((coalesce(c."u0 amount_sum", cast(0 as numeric))) - trim_scale(round(div(((coalesce(c."u1 refunded", cast(0 as numeric))) * cast(2 as numeric)) * 2000000000000000000, nullif(cast(4 as numeric), 0)) * 0.0000000000000000005, 18))), 18)) as "m0"
  from (
    -- combine 2 facts on 1 keys
    select
      p."k0" as "k0",
      max(p."u0 amount_sum") as "u0 amount_sum",
      max(p."u1 refunded") as "u1 refunded"
    from (
      -- u0: sales
      select
        r."shop" as "k0",
        cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum",
        cast(null as numeric) as "u1 refunded"
      from (
        select
          f."shop key" as "shop",
          f."u0 amount_sum" as "u0 amount_sum"
        from (
          -- sales
          select
            (shop_id) as "shop key",
            (amount) as "u0 amount_sum"
          from store."sale_v1" as "sale"
        ) as "f"
      ) as "r"
      group by r."shop"
    union all
      -- u1: refunds
      select
        r."shop" as "k0",
        cast(null as numeric) as "u0 amount_sum",
        cast(sum(r."u1 refunded") as numeric) as "u1 refunded"
      from (
        select
          f."shop key" as "shop",
          f."u1 refunded" as "u1 refunded"
        from (
          -- refunds
          select
            (shop_id) as "shop key",
            (refunded) as "u1 refunded"
          from store."refund_v1" as "refund"
        ) as "f"
      ) as "r"
      group by r."shop"
    ) as "p"
    group by p."k0"
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

