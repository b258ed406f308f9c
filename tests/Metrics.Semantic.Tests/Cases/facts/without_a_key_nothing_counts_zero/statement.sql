-- the answer
select
  c."u0 sale_count" as "sales",
  c."u1 nothing_count" as "nothings",
  c."u1 nothing_sum" as "nothing_amount",
  c."u2 refunded" as "refunded"
from (
  -- combine 3 facts on 0 keys
  select
    max(p."u0 sale_count") as "u0 sale_count",
    max(p."u1 nothing_count") as "u1 nothing_count",
    max(p."u1 nothing_sum") as "u1 nothing_sum",
    max(p."u2 refunded") as "u2 refunded"
  from (
    -- u0: sales
    select
      cast(count(1) as bigint) as "u0 sale_count",
      cast(null as bigint) as "u1 nothing_count",
      cast(null as numeric) as "u1 nothing_sum",
      cast(null as numeric) as "u2 refunded"
    from store."sale_v1" as "sale"
  union all
    -- u1: nothings
    select
      cast(null as bigint) as "u0 sale_count",
      cast(count(1) as bigint) as "u1 nothing_count",
      cast(sum("nothing"."amount") as numeric) as "u1 nothing_sum",
      cast(null as numeric) as "u2 refunded"
    from store."nothing_v1" as "nothing"
  union all
    -- u2: refunds
    select
      cast(null as bigint) as "u0 sale_count",
      cast(null as bigint) as "u1 nothing_count",
      cast(null as numeric) as "u1 nothing_sum",
      cast(sum("refund"."refunded") as numeric) as "u2 refunded"
    from store."refund_v1" as "refund"
  ) as "p"
) as "c"
limit 100001

