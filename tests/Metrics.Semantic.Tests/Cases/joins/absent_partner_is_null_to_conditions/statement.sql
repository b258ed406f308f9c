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
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (shop_id) as "shop key",
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
    where (r."shop__country" is null)
  ) as "c"
) as "m"
limit 100001

