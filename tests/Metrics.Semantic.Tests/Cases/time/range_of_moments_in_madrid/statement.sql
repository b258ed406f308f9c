-- the answer
select
  m."m0" as "paid_sales"
from (
  -- compute paid_sales
  select
    c."u0 paid_count" as "m0"
  from (
    -- u0: sales
    select
      cast(count(r."u0 paid_count") as bigint) as "u0 paid_count"
    from (
      select
        f."paid_at" as "metric_time stored",
        f."u0 paid_count" as "u0 paid_count"
      from (
        -- sales
        select
          (paid_at) as "paid_at",
          (1) as "u0 paid_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    where ((r."metric_time stored" >= $1::timestamp with time zone) and (r."metric_time stored" < $2::timestamp with time zone))
  ) as "c"
) as "m"
limit 100001

-- $1 = 2026-03-07 23:00:00Z::timestamp with time zone, $2 = 2026-10-31 23:00:00Z::timestamp with time zone
