-- the answer
select
  m."m0" as "booked_amount"
from (
  -- compute booked_amount
  select
    c."u0 booked_sum" as "m0"
  from (
    -- u0: sales
    select
      cast(sum(r."u0 booked_sum") as numeric) as "u0 booked_sum"
    from (
      select
        f."booked_on" as "metric_time stored",
        f."u0 booked_sum" as "u0 booked_sum"
      from (
        -- sales
        select
          (booked_on) as "booked_on",
          (amount) as "u0 booked_sum"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    where ((r."metric_time stored" >= $1::timestamp) and (r."metric_time stored" < $2::timestamp))
  ) as "c"
) as "m"
limit 100001

-- $1 = 2026-01-01 12:00:00::timestamp, $2 = 2026-03-29 12:00:00::timestamp
