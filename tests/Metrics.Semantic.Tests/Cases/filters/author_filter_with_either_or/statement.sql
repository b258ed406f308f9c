-- the answer
select
  m."m0" as "ok_sales"
from (
  -- compute ok_sales
  select
    c."u0 sale_count" as "m0"
  from (
    -- u0: sales
    select
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      select
        f."status" as "sale__status",
        f."quantity" as "sale__quantity",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (status) as "status",
          (quantity) as "quantity",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    where (r."sale__status" = 'ok' or r."sale__status" = 'fine') and (r."sale__quantity" > $1::numeric)
  ) as "c"
) as "m"
limit 100001

-- $1 = 1::numeric
