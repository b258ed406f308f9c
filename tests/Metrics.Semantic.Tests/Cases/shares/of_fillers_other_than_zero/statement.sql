-- the answer
select
  c."k0" as "shop",
  trim_scale(round(div(cast((coalesce(c."u0 sale_count", 7)) as numeric) * 2000000000000000000, nullif(cast((coalesce(w0."u0 sale_count", 7)) as numeric), 0)) * 0.0000000000000000005, 18)) as "sevened_sales",
  c."u1 refund_count" as "refunds"
from (
  -- combine 2 facts on 1 keys
  select
    p."k0" as "k0",
    max(p."u0 sale_count") as "u0 sale_count",
    max(p."u1 refund_count") as "u1 refund_count"
  from (
    -- u0: sales
    select
      "sale"."shop_id" as "k0",
      cast(count(1) as bigint) as "u0 sale_count",
      cast(null as bigint) as "u1 refund_count"
    from store."sale_v1" as "sale"
    group by 1
  union all
    -- u1: refunds
    select
      "refund"."shop_id" as "k0",
      cast(null as bigint) as "u0 sale_count",
      cast(count(1) as bigint) as "u1 refund_count"
    from store."refund_v1" as "refund"
    group by 1
  ) as "p"
  group by p."k0"
) as "c"
cross join (
  -- u0: sales
  select
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
) as "w0"
order by c."k0" nulls last
limit 100001

