-- the answer
select
  m."k0" as "shop",
  m."m0" as "sales"
from (
  -- compute sales, last_product, last_booked, last_sold
  select
    c."k0" as "k0",
    c."u0 sale_count" as "m0",
    c."u0 last_product" as "m1",
    c."u0 last_booked" as "m2",
    c."u0 last_sold" as "m3"
  from (
    -- u0: sales
    select
      r."shop" as "k0",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count",
      cast(max((cast(r."u0 last_product" as text) collate "C")) as text) as "u0 last_product",
      cast(max(r."u0 last_booked") as date) as "u0 last_booked",
      cast(max(r."u0 last_sold") as timestamp with time zone) as "u0 last_sold"
    from (
      select
        f."shop key" as "shop",
        f."u0 sale_count" as "u0 sale_count",
        f."u0 last_product" as "u0 last_product",
        f."u0 last_booked" as "u0 last_booked",
        (f."u0 last_sold" at time zone 'UTC') as "u0 last_sold"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (1) as "u0 sale_count",
          (product -- the name
) as "u0 last_product",
          (booked_on) as "u0 last_booked",
          (sold_at) as "u0 last_sold"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."shop"
  ) as "c"
) as "m"
where (m."m1" in ($1::text, $2::text)) and (m."m2" >= $3::date) and (m."m3" > $4::timestamp with time zone)
order by m."k0" nulls last
limit 100001

-- $1 = p1::text, $2 = p3::text, $3 = 2026-01-01::date, $4 = 2026-01-01 00:00:00Z::timestamp with time zone
