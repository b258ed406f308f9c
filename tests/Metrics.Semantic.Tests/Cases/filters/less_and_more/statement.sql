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
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (quantity) as "quantity",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    where (r."sale__quantity" < $1::numeric) and (r."sale__quantity" >= $2::numeric)
  ) as "c"
) as "m"
limit 100001

-- $1 = 5::numeric, $2 = 1::numeric
