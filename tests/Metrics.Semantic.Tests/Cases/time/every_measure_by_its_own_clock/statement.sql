-- the answer
select
  m."m0" as "sales",
  m."m1" as "paid_sales",
  m."m2" as "booked_amount"
from (
  -- compute sales, paid_sales, booked_amount
  select
    c."u0 sale_count" as "m0",
    c."u1 paid_count" as "m1",
    c."u2 booked_sum" as "m2"
  from (
    -- combine 3 facts on 0 keys
    select
      max(p."u0 sale_count") as "u0 sale_count",
      max(p."u1 paid_count") as "u1 paid_count",
      max(p."u2 booked_sum") as "u2 booked_sum"
    from (
      -- u0: sales
      select
        cast(count(r."u0 sale_count") as bigint) as "u0 sale_count",
        cast(null as bigint) as "u1 paid_count",
        cast(null as numeric) as "u2 booked_sum"
      from (
        select
          f."sold_at" as "metric_time stored",
          f."u0 sale_count" as "u0 sale_count"
        from (
          -- sales
          select
            (sold_at) as "sold_at",
            (1) as "u0 sale_count"
          from store."sale_v1" as "sale"
        ) as "f"
      ) as "r"
      where ((r."metric_time stored" >= $1::timestamp) and (r."metric_time stored" < $2::timestamp))
    union all
      -- u1: sales
      select
        cast(null as bigint) as "u0 sale_count",
        cast(count(r."u1 paid_count") as bigint) as "u1 paid_count",
        cast(null as numeric) as "u2 booked_sum"
      from (
        select
          f."paid_at" as "metric_time stored",
          f."u1 paid_count" as "u1 paid_count"
        from (
          -- sales
          select
            (paid_at) as "paid_at",
            (1) as "u1 paid_count"
          from store."sale_v1" as "sale"
        ) as "f"
      ) as "r"
      where ((r."metric_time stored" >= $3::timestamp with time zone) and (r."metric_time stored" < $4::timestamp with time zone))
    union all
      -- u2: sales
      select
        cast(null as bigint) as "u0 sale_count",
        cast(null as bigint) as "u1 paid_count",
        cast(sum(r."u2 booked_sum") as numeric) as "u2 booked_sum"
      from (
        select
          f."booked_on" as "metric_time stored",
          f."u2 booked_sum" as "u2 booked_sum"
        from (
          -- sales
          select
            (booked_on) as "booked_on",
            (amount) as "u2 booked_sum"
          from store."sale_v1" as "sale"
        ) as "f"
      ) as "r"
      where ((r."metric_time stored" >= $5::timestamp) and (r."metric_time stored" < $6::timestamp))
    ) as "p"
  ) as "c"
) as "m"
limit 100001

-- $1 = 2026-01-01 00:00:00::timestamp, $2 = 2026-03-09 00:00:00::timestamp, $3 = 2026-01-01 00:00:00Z::timestamp with time zone, $4 = 2026-03-09 00:00:00Z::timestamp with time zone, $5 = 2026-01-01 00:00:00::timestamp, $6 = 2026-03-09 00:00:00::timestamp
