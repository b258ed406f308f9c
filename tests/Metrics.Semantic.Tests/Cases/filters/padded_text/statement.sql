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
        to_shop."code" as "shop__code",
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
          (code) as "code"
        from store."shop_v1" as "shop"
      ) as "to_shop" on (f."shop key" = to_shop."shop key")
    ) as "r"
    where (cast(r."shop__code" as text) = $1::text)
  ) as "c"
) as "m"
limit 100001

-- $1 = x::text
