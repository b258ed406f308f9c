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
    where ((r."metric_time stored" >= $1::timestamp))
  ) as "c"
) as "m"
limit 100001

-- $1 = 2026-03-08 00:00:00::timestamp
