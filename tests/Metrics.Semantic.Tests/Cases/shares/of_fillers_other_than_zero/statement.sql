-- the answer
select
  m."k0" as "shop",
  m."m0" as "sevened_sales",
  m."m1" as "refunds"
from (
  -- compute share of sevened_sales, refunds
  select
    c."k0" as "k0",
    trim_scale(round(div(cast((coalesce(c."u0 sale_count", 7)) as numeric) * 2000000000000000000, nullif(cast((coalesce(w0."u0 sale_count", 7)) as numeric), 0)) * 0.0000000000000000005, 18)) as "m0",
    c."u1 refund_count" as "m1"
  from (
    -- combine 2 facts on 1 keys
    select
      p."k0" as "k0",
      max(p."u0 sale_count") as "u0 sale_count",
      max(p."u1 refund_count") as "u1 refund_count"
    from (
      -- u0: sales
      select
        r."shop" as "k0",
        cast(count(r."u0 sale_count") as bigint) as "u0 sale_count",
        cast(null as bigint) as "u1 refund_count"
      from (
        select
          f."shop key" as "shop",
          f."u0 sale_count" as "u0 sale_count"
        from (
          -- sales
          select
            (shop_id) as "shop key",
            (1) as "u0 sale_count"
          from store."sale_v1" as "sale"
        ) as "f"
      ) as "r"
      group by r."shop"
    union all
      -- u1: refunds
      select
        r."shop" as "k0",
        cast(null as bigint) as "u0 sale_count",
        cast(count(r."u1 refund_count") as bigint) as "u1 refund_count"
      from (
        select
          f."shop key" as "shop",
          f."u1 refund_count" as "u1 refund_count"
        from (
          -- refunds
          select
            (shop_id) as "shop key",
            (1) as "u1 refund_count"
          from store."refund_v1" as "refund"
        ) as "f"
      ) as "r"
      group by r."shop"
    ) as "p"
    group by p."k0"
  ) as "c"
  cross join (
    -- u0: sales
    select
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      select
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
  ) as "w0"
) as "m"
order by m."k0" nulls last
limit 100001

