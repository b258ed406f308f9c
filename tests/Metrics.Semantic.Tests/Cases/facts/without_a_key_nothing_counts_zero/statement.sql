-- the answer
select
  m."m0" as "sales",
  m."m1" as "nothings",
  m."m2" as "nothing_amount",
  m."m3" as "refunded"
from (
  -- compute sales, nothings, nothing_amount, refunded
  select
    c."u0 sale_count" as "m0",
    c."u1 nothing_count" as "m1",
    c."u1 nothing_sum" as "m2",
    c."u2 refunded" as "m3"
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
        cast(count(r."u0 sale_count") as bigint) as "u0 sale_count",
        cast(null as bigint) as "u1 nothing_count",
        cast(null as numeric) as "u1 nothing_sum",
        cast(null as numeric) as "u2 refunded"
      from (
        select
          f."u0 sale_count" as "u0 sale_count"
        from (
          -- sales
          select
            (1) as "u0 sale_count"
          from store."sale_v1" as "sale"
        ) as "f"
      ) as "r"
    union all
      -- u1: nothings
      select
        cast(null as bigint) as "u0 sale_count",
        cast(count(r."u1 nothing_count") as bigint) as "u1 nothing_count",
        cast(sum(r."u1 nothing_sum") as numeric) as "u1 nothing_sum",
        cast(null as numeric) as "u2 refunded"
      from (
        select
          f."u1 nothing_count" as "u1 nothing_count",
          f."u1 nothing_sum" as "u1 nothing_sum"
        from (
          -- nothings
          select
            (1) as "u1 nothing_count",
            (amount) as "u1 nothing_sum"
          from store."nothing_v1" as "nothing"
        ) as "f"
      ) as "r"
    union all
      -- u2: refunds
      select
        cast(null as bigint) as "u0 sale_count",
        cast(null as bigint) as "u1 nothing_count",
        cast(null as numeric) as "u1 nothing_sum",
        cast(sum(r."u2 refunded") as numeric) as "u2 refunded"
      from (
        select
          f."u2 refunded" as "u2 refunded"
        from (
          -- refunds
          select
            (refunded) as "u2 refunded"
          from store."refund_v1" as "refund"
        ) as "f"
      ) as "r"
    ) as "p"
  ) as "c"
) as "m"
limit 100001

