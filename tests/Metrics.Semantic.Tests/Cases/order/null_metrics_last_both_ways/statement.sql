-- the answer
select
  c."k0" as "shop",
  c."u0 amount_sum" as "amount",
  c."u1 refunded" as "refunded"
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
order by nullif(nullif(nullif(c."u1 refunded", 'NaN'), 'Infinity'), '-Infinity') desc nulls last, nullif(nullif(nullif(c."u0 amount_sum", 'NaN'), 'Infinity'), '-Infinity') nulls last, c."k0" nulls last
limit 100001

