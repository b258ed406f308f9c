-- the answer
select
  m."k0" as "shop",
  m."m0" as "sales",
  m."m1" as "nothings",
  m."m2" as "nothing_amount"
from (
  -- compute sales, nothings, nothing_amount
  select
    c."k0" as "k0",
    c."u0 sale_count" as "m0",
    c."u1 nothing_count" as "m1",
    c."u1 nothing_sum" as "m2"
  from (
    -- combine 2 facts on 1 keys
    select
      p."k0" as "k0",
      max(p."u0 sale_count") as "u0 sale_count",
      max(p."u1 nothing_count") as "u1 nothing_count",
      max(p."u1 nothing_sum") as "u1 nothing_sum"
    from (
      -- u0: sales
      select
        r."shop" as "k0",
        cast(count(r."u0 sale_count") as bigint) as "u0 sale_count",
        cast(null as bigint) as "u1 nothing_count",
        cast(null as numeric) as "u1 nothing_sum"
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
      -- u1: nothings
      select
        r."shop" as "k0",
        cast(null as bigint) as "u0 sale_count",
        cast(count(r."u1 nothing_count") as bigint) as "u1 nothing_count",
        cast(sum(r."u1 nothing_sum") as numeric) as "u1 nothing_sum"
      from (
        select
          f."shop key" as "shop",
          f."u1 nothing_count" as "u1 nothing_count",
          f."u1 nothing_sum" as "u1 nothing_sum"
        from (
          -- nothings
          select
            (shop_id) as "shop key",
            (1) as "u1 nothing_count",
            (amount) as "u1 nothing_sum"
          from store."nothing_v1" as "nothing"
        ) as "f"
      ) as "r"
      group by r."shop"
    ) as "p"
    group by p."k0"
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

