-- the answer
select
  c."k0" as "shop",
  ((greatest(c."u1 refunded", c."u0 amount_sum", cast(0 as numeric))) + (least(c."u1 refunded", c."u0 amount_sum"))) as "most_of"
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

