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
      -- each row with the one that each join finds
      select
        to_shop."country" as "shop__country",
        date_trunc('year', f."sold_at")::date as "metric_time__year",
        f."shop key" as "shop",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (sold_at) as "sold_at",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
      left join (
        -- shops
        select
          (shop_id) as "shop key",
          (country) as "country"
        from store."shop_v1" as "shop"
      ) as "to_shop" on (f."shop key" = to_shop."shop key")
    ) as "r"
    where (r."shop__country" = $1::text) and (r."metric_time__year" = $2::date) and (r."shop" < $3::numeric)
  ) as "c"
) as "m"
limit 100001

-- $1 = ES::text, $2 = 2026-01-01::date, $3 = 3::numeric
