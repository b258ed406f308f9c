-- the answer
select
  c."k0" as "shop",
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    "sale"."shop_id" as "k0",
    cast(count(1) as bigint) as "u0 sale_count",
    cast(max((cast("sale"."product" as text) collate "C")) as text) as "u0 last_product",
    cast(max("sale"."booked_on") as date) as "u0 last_booked",
    cast(max(("sale"."sold_at" at time zone 'UTC')) as timestamp with time zone) as "u0 last_sold"
  from store."sale_v1" as "sale"
  group by 1
) as "c"
where (c."u0 last_product" in ($1::text, $2::text)) and (c."u0 last_booked" >= $3::date) and (c."u0 last_sold" > $4::timestamp with time zone)
order by c."k0" nulls last
limit 100001

-- $1 = p1::text, $2 = p3::text, $3 = 2026-01-01::date, $4 = 2026-01-01 00:00:00Z::timestamp with time zone
