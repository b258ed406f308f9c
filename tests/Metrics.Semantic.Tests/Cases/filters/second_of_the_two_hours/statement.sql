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
        f."paid_at" as "sale__paid_at moment",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (paid_at) as "paid_at",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    where (r."sale__paid_at moment" >= $1::timestamp with time zone)
  ) as "c"
) as "m"
limit 100001

-- $1 = 2026-10-25 01:30:00Z::timestamp with time zone
