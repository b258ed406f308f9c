-- the answer
select
  m."k0" as "shop",
  m."m0" as "last_product",
  m."m1" as "last_booked",
  m."m2" as "last_sold",
  m."m3" as "refunds",
  m."m4" as "first_entered"
from (
  -- compute last_product, last_booked, last_sold, refunds, first_entered
  select
    c."k0" as "k0",
    c."u0 last_product" as "m0",
    c."u0 last_booked" as "m1",
    c."u0 last_sold" as "m2",
    c."u1 refund_count" as "m3",
    c."u2 first_entered" as "m4"
  from (
    -- combine 3 facts on 1 keys
    select
      p."k0" as "k0",
      max(p."u0 last_product") as "u0 last_product",
      max(p."u0 last_booked") as "u0 last_booked",
      max(p."u0 last_sold") as "u0 last_sold",
      max(p."u1 refund_count") as "u1 refund_count",
      max(p."u2 first_entered") as "u2 first_entered"
    from (
      -- u0: sales
      select
        r."shop" as "k0",
        cast(max((cast(r."u0 last_product" as text) collate "C")) as text) as "u0 last_product",
        cast(max(r."u0 last_booked") as date) as "u0 last_booked",
        cast(max(r."u0 last_sold") as timestamp with time zone) as "u0 last_sold",
        cast(null as bigint) as "u1 refund_count",
        cast(null as timestamp with time zone) as "u2 first_entered"
      from (
        select
          f."shop key" as "shop",
          f."u0 last_product" as "u0 last_product",
          f."u0 last_booked" as "u0 last_booked",
          (f."u0 last_sold" at time zone 'UTC') as "u0 last_sold"
        from (
          -- sales
          select
            (shop_id) as "shop key",
            (product -- the name
) as "u0 last_product",
            (booked_on) as "u0 last_booked",
            (sold_at) as "u0 last_sold"
          from store."sale_v1" as "sale"
        ) as "f"
      ) as "r"
      group by r."shop"
    union all
      -- u1: refunds
      select
        r."shop" as "k0",
        cast(null as text) as "u0 last_product",
        cast(null as date) as "u0 last_booked",
        cast(null as timestamp with time zone) as "u0 last_sold",
        cast(count(r."u1 refund_count") as bigint) as "u1 refund_count",
        cast(null as timestamp with time zone) as "u2 first_entered"
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
    union all
      -- u2: visits
      select
        r."shop" as "k0",
        cast(null as text) as "u0 last_product",
        cast(null as date) as "u0 last_booked",
        cast(null as timestamp with time zone) as "u0 last_sold",
        cast(null as bigint) as "u1 refund_count",
        cast(min(r."u2 first_entered") as timestamp with time zone) as "u2 first_entered"
      from (
        select
          f."shop key" as "shop",
          (f."u2 first_entered" at time zone 'America/New_York') as "u2 first_entered"
        from (
          -- visits
          select
            (shop_id) as "shop key",
            (entered) as "u2 first_entered"
          from store."visit_v1" as "visit"
        ) as "f"
      ) as "r"
      group by r."shop"
    ) as "p"
    group by p."k0"
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

