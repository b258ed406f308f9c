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
        f."booked_on" as "sale__booked_on raw",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (booked_on) as "booked_on",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    where (r."sale__booked_on raw" = $1::date)
  ) as "c"
) as "m"
limit 100001

-- $1 = 2026-01-01::date
