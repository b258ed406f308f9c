-- the answer
select
  c."k0" as "shop__country",
  c."u0 amount_sum" as "amount",
  c."u1 refunded" as "refunded",
  c."u2 visit_count" as "visits"
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
      to_shop."country" as "k0",
      cast(sum("sale"."amount") as numeric) as "u0 amount_sum",
      cast(null as numeric) as "u1 refunded",
      cast(null as bigint) as "u2 visit_count"
    from store."sale_v1" as "sale"
    left join store."shop_v1" as "to_shop" on ("sale"."shop_id" = to_shop."shop_id")
    group by 1
  union all
    -- u1: refunds
    select
      to_shop."country" as "k0",
      cast(null as numeric) as "u0 amount_sum",
      cast(sum("refund"."refunded") as numeric) as "u1 refunded",
      cast(null as bigint) as "u2 visit_count"
    from store."refund_v1" as "refund"
    left join store."shop_v1" as "to_shop" on ("refund"."shop_id" = to_shop."shop_id")
    group by 1
  union all
    -- u2: visits
    select
      to_shop."country" as "k0",
      cast(null as numeric) as "u0 amount_sum",
      cast(null as numeric) as "u1 refunded",
      cast(count(1) as bigint) as "u2 visit_count"
    from store."visit_v1" as "visit"
    left join store."shop_v1" as "to_shop" on ("visit"."shop_id" = to_shop."shop_id")
    group by 1
  ) as "p"
  group by p."k0"
) as "c"
order by cast(c."k0" as text) collate "C" nulls last
limit 100001

