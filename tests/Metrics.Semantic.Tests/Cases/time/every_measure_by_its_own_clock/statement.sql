-- the answer
select
  c."u0 sale_count" as "sales",
  c."u1 paid_count" as "paid_sales",
  c."u2 booked_sum" as "booked_amount"
from (
  -- combine 3 facts on 0 keys
  select
    max(p."u0 sale_count") as "u0 sale_count",
    max(p."u1 paid_count") as "u1 paid_count",
    max(p."u2 booked_sum") as "u2 booked_sum"
  from (
    -- u0: sales
    select
      cast(count(1) as bigint) as "u0 sale_count",
      cast(null as bigint) as "u1 paid_count",
      cast(null as numeric) as "u2 booked_sum"
    from store."sale_v1" as "sale"
    where (("sale"."sold_at" >= $1::timestamp) and ("sale"."sold_at" < $2::timestamp))
  union all
    -- u1: sales
    select
      cast(null as bigint) as "u0 sale_count",
      cast(count(1) as bigint) as "u1 paid_count",
      cast(null as numeric) as "u2 booked_sum"
    from store."sale_v1" as "sale"
    where (("sale"."paid_at" >= $3::timestamp with time zone) and ("sale"."paid_at" < $4::timestamp with time zone))
  union all
    -- u2: sales
    select
      cast(null as bigint) as "u0 sale_count",
      cast(null as bigint) as "u1 paid_count",
      cast(sum("sale"."amount") as numeric) as "u2 booked_sum"
    from store."sale_v1" as "sale"
    where (("sale"."booked_on" >= $5::timestamp) and ("sale"."booked_on" < $6::timestamp))
  ) as "p"
) as "c"
limit 100001

-- $1 = 2026-01-01 00:00:00::timestamp, $2 = 2026-03-09 00:00:00::timestamp, $3 = 2026-01-01 00:00:00Z::timestamp with time zone, $4 = 2026-03-09 00:00:00Z::timestamp with time zone, $5 = 2026-01-01 00:00:00::timestamp, $6 = 2026-03-09 00:00:00::timestamp
