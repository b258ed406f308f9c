-- the answer
select
  m."k0" as "metric_time",
  m."k1" as "shop",
  m."m0" as "products"
from (
  -- compute share of products, booked_amount
  select
    c."k0" as "k0",
    c."k1" as "k1",
    trim_scale(round(div(cast(c."u0 products_sold" as numeric) * 2000000000000000000, nullif(cast(w0."u0 products_sold" as numeric), 0)) * 0.0000000000000000005, 18)) as "m0",
    c."u1 booked_sum" as "m1"
  from (
    -- combine 2 facts on 2 keys
    select
      p."k0" as "k0",
      p."k1" as "k1",
      max(p."u0 products_sold") as "u0 products_sold",
      max(p."u1 booked_sum") as "u1 booked_sum"
    from (
      -- u0: sales
      select
        r."metric_time" as "k0",
        r."shop" as "k1",
        cast(count(distinct r."u0 products_sold") as bigint) as "u0 products_sold",
        cast(null as numeric) as "u1 booked_sum"
      from (
        select
          date_trunc('day', f."sold_at")::date as "metric_time",
          f."shop key" as "shop",
          f."u0 products_sold" as "u0 products_sold"
        from (
          -- sales
          select
            (sold_at) as "sold_at",
            (shop_id) as "shop key",
            (product) as "u0 products_sold"
          from store."sale_v1" as "sale"
        ) as "f"
      ) as "r"
      group by r."metric_time", r."shop"
    union all
      -- u1: sales
      select
        r."metric_time" as "k0",
        r."shop" as "k1",
        cast(null as bigint) as "u0 products_sold",
        cast(sum(r."u1 booked_sum") as numeric) as "u1 booked_sum"
      from (
        select
          date_trunc('day', f."booked_on")::date as "metric_time",
          f."shop key" as "shop",
          f."u1 booked_sum" as "u1 booked_sum"
        from (
          -- sales
          select
            (booked_on) as "booked_on",
            (shop_id) as "shop key",
            (amount) as "u1 booked_sum"
          from store."sale_v1" as "sale"
        ) as "f"
      ) as "r"
      group by r."metric_time", r."shop"
    ) as "p"
    group by p."k0", p."k1"
  ) as "c"
  left join (
    -- u0: sales
    select
      r."metric_time" as "k0",
      cast(count(distinct r."u0 products_sold") as bigint) as "u0 products_sold"
    from (
      select
        date_trunc('day', f."sold_at")::date as "metric_time",
        f."u0 products_sold" as "u0 products_sold"
      from (
        -- sales
        select
          (sold_at) as "sold_at",
          (product) as "u0 products_sold"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."metric_time"
  ) as "w0" on (((coalesce(cast(c."k0" as text), $1::text)) = (coalesce(cast(w0."k0" as text), $2::text))) and ((c."k0" is null) = (w0."k0" is null)))
) as "m"
where (not (nullif(nullif(nullif(m."m1", 'NaN'), 'Infinity'), '-Infinity') is null))
order by m."k0" nulls last, m."k1" nulls last
limit 100001

-- $1 = ::text, $2 = ::text
