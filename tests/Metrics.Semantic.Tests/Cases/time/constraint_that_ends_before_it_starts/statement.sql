-- the answer
select
  m."m0" as "sales",
  m."m1" as "amount"
from (
  -- compute sales, amount
  select
    c."u0 sale_count" as "m0",
    c."u0 amount_sum" as "m1"
  from (
    -- u0: sales
    select
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count",
      cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum"
    from (
      select
        f."sold_at" as "metric_time stored",
        f."u0 sale_count" as "u0 sale_count",
        f."u0 amount_sum" as "u0 amount_sum"
      from (
        -- sales
        select
          (sold_at) as "sold_at",
          (1) as "u0 sale_count",
          (amount) as "u0 amount_sum"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    where ((r."metric_time stored" >= $1::timestamp) and (r."metric_time stored" < $2::timestamp))
  ) as "c"
) as "m"
limit 100001

-- $1 = 2026-03-09 00:00:00::timestamp, $2 = 2026-03-09 00:00:00::timestamp
