-- the answer
select
  c."k0" as "shop",
  trim_scale(round(((coalesce(c."u0 amount_sum", cast(0 as numeric))) - trim_scale(round(div(((coalesce(c."u1 refunded", cast(0 as numeric))) * cast(2 as numeric)) * 2000000000000000000, nullif(cast(4 as numeric), 0)) * 0.0000000000000000005, 18))), 18)) as "net_filled"
from (
  -- combine 2 facts on 1 keys
  select
    p."k0" as "k0",
    max(p."u0 amount_sum") as "u0 amount_sum",
    max(p."u1 refunded") as "u1 refunded"
  from (
    -- u0: sales
    select
      "sale"."shop_id" as "k0",
      cast(sum("sale"."amount") as numeric) as "u0 amount_sum",
      cast(null as numeric) as "u1 refunded"
    from store."sale_v1" as "sale"
    group by 1
  union all
    -- u1: refunds
    select
      "refund"."shop_id" as "k0",
      cast(null as numeric) as "u0 amount_sum",
      cast(sum("refund"."refunded") as numeric) as "u1 refunded"
    from store."refund_v1" as "refund"
    group by 1
  ) as "p"
  group by p."k0"
) as "c"
order by c."k0" nulls last
limit 100001

