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
        extract(month from f."sold_at")::integer as "metric_time__extract_month",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (sold_at) as "sold_at",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    where (r."metric_time__extract_month" in ($1::numeric, $2::numeric))
  ) as "c"
) as "m"
limit 100001

-- $1 = 1::numeric, $2 = 3::numeric
