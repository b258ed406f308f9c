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
        f."quantity" as "sale__quantity",
        f."shop key" as "shop",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (quantity) as "quantity",
          (shop_id) as "shop key",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    where (($1::numeric >= r."sale__quantity") and ($2::numeric <= r."shop"))
  ) as "c"
) as "m"
limit 100001

-- $1 = 3::numeric, $2 = 3::numeric
