-- the answer
select
  m."m0" as "sales"
from (
  -- compute sales
  select
    c."u0 sale_count" as "m0"
  from (
    -- u0: sales
    select
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      select
        date_trunc('day', (f."paid_at" at time zone 'America/New_York'))::date as "sale__paid_at__day",
        f."booked_on" as "sale__booked_on raw",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (paid_at) as "paid_at",
          (booked_on) as "booked_on",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    where (r."sale__paid_at__day" <> r."sale__booked_on raw")
  ) as "c"
) as "m"
limit 100001

