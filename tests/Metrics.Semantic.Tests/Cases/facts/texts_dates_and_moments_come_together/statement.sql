-- the answer
select
  c."k0" as "shop",
  c."u0 last_product" as "last_product",
  c."u0 last_booked" as "last_booked",
  c."u0 last_sold" as "last_sold",
  c."u1 refund_count" as "refunds",
  c."u2 first_entered" as "first_entered"
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
      "sale"."shop_id" as "k0",
      cast(max((cast("sale"."product" as text) collate "C")) as text) as "u0 last_product",
      cast(max("sale"."booked_on") as date) as "u0 last_booked",
      cast(max(("sale"."sold_at" at time zone 'UTC')) as timestamp with time zone) as "u0 last_sold",
      cast(null as bigint) as "u1 refund_count",
      cast(null as timestamp with time zone) as "u2 first_entered"
    from store."sale_v1" as "sale"
    group by 1
  union all
    -- u1: refunds
    select
      "refund"."shop_id" as "k0",
      cast(null as text) as "u0 last_product",
      cast(null as date) as "u0 last_booked",
      cast(null as timestamp with time zone) as "u0 last_sold",
      cast(count(1) as bigint) as "u1 refund_count",
      cast(null as timestamp with time zone) as "u2 first_entered"
    from store."refund_v1" as "refund"
    group by 1
  union all
    -- u2: visits
    select
      "visit"."shop_id" as "k0",
      cast(null as text) as "u0 last_product",
      cast(null as date) as "u0 last_booked",
      cast(null as timestamp with time zone) as "u0 last_sold",
      cast(null as bigint) as "u1 refund_count",
      cast(min(("visit"."entered" at time zone 'America/New_York')) as timestamp with time zone) as "u2 first_entered"
    from store."visit_v1" as "visit"
    group by 1
  ) as "p"
  group by p."k0"
) as "c"
order by c."k0" nulls last
limit 100001

