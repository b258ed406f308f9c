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
        (f."sold_at" at time zone 'UTC') as "sale__sold_at moment",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (sold_at) as "sold_at",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    where (r."sale__sold_at moment" < $1::timestamp with time zone)
  ) as "c"
) as "m"
limit 100001

-- $1 = 2025-12-31 23:00:00Z::timestamp with time zone
