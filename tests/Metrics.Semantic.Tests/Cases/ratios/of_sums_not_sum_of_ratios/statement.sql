-- the answer
select
  trim_scale(round(div(c."u0 amount_sum" * 2000000000000000000, nullif(cast(c."u0 quantity_sum" as numeric), 0)) * 0.0000000000000000005, 18)) as "piece_price",
  trim_scale(round(div(cast(c."u1 sale_count" as numeric) * 2000000000000000000, nullif(cast(c."u0 sale_count" as numeric), 0)) * 0.0000000000000000005, 18)) as "ok_share"
from (
  -- u0: sales; u1: sales
  select
    cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum",
    cast(sum(r."u0 quantity_sum") as bigint) as "u0 quantity_sum",
    cast(count(r."u0 sale_count") as bigint) as "u0 sale_count",
    cast(count(r."u1 sale_count") filter (where (r."sale__status" = 'ok' or r."sale__status" = 'fine')) as bigint) as "u1 sale_count"
  from (
    select
      "sale"."amount" as "u0 amount_sum",
      "sale"."quantity" as "u0 quantity_sum",
      1 as "u0 sale_count",
      "sale"."status" as "sale__status",
      1 as "u1 sale_count"
    from store."sale_v1" as "sale"
  ) as "r"
) as "c"
limit 100001

