-- the answer
select
  c."k0" as "shop__country",
  trim_scale(round(div(c."u0 refunded" * 2000000000000000000, nullif(c."u1 amount_sum", 0)) * 0.0000000000000000005, 18)) as "refund_rate"
from (
  -- combine 2 facts on 1 keys
  select
    p."k0" as "k0",
    max(p."u0 refunded") as "u0 refunded",
    max(p."u1 amount_sum") as "u1 amount_sum"
  from (
    -- u0: refunds
    select
      to_shop."country" as "k0",
      cast(sum("refund"."refunded") as numeric) as "u0 refunded",
      cast(null as numeric) as "u1 amount_sum"
    from store."refund_v1" as "refund"
    left join store."shop_v1" as "to_shop" on ("refund"."shop_id" = to_shop."shop_id")
    group by 1
  union all
    -- u1: sales
    select
      to_shop."country" as "k0",
      cast(null as numeric) as "u0 refunded",
      cast(sum("sale"."amount") as numeric) as "u1 amount_sum"
    from store."sale_v1" as "sale"
    left join store."shop_v1" as "to_shop" on ("sale"."shop_id" = to_shop."shop_id")
    group by 1
  ) as "p"
  group by p."k0"
) as "c"
order by cast(c."k0" as text) collate "C" nulls last
limit 100001

