-- the answer
select
  c."u0 sale_count" as "ok_sales"
from (
  -- u0: sales
  select
    cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
  from (
    select
      "sale"."status" as "sale__status",
      "sale"."quantity" as "sale__quantity",
      1 as "u0 sale_count"
    from store."sale_v1" as "sale"
  ) as "r"
  where (r."sale__status" = 'ok' or r."sale__status" = 'fine') and (r."sale__quantity" > $1::numeric)
) as "c"
limit 100001

-- $1 = 1::numeric
