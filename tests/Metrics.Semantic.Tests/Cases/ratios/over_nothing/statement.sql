-- the answer
select
  trim_scale(round(div(cast(c."u0 sale_count" as numeric) * 2000000000000000000, nullif(cast(c."u1 sale_count" as numeric), 0)) * 0.0000000000000000005, 18)) as "ok_share",
  c."u1 amount_mean" as "mean_amount"
from (
  -- u0: sales; u1: sales
  select
    cast(count(r."u0 sale_count") filter (where (r."sale__status" = 'ok' or r."sale__status" = 'fine')) as bigint) as "u0 sale_count",
    cast(count(r."u1 sale_count") as bigint) as "u1 sale_count",
    trim_scale(round(div(cast(sum(r."u1 amount_mean") as numeric) * 2000000000000000000, nullif(count(r."u1 amount_mean"), 0)) * 0.0000000000000000005, 18)) as "u1 amount_mean"
  from (
    select
      "sale"."status" as "sale__status",
      "sale"."shop_id" as "shop",
      1 as "u0 sale_count",
      1 as "u1 sale_count",
      "sale"."amount" as "u1 amount_mean"
    from store."sale_v1" as "sale"
  ) as "r"
  where (r."shop" = $1::numeric)
) as "c"
limit 100001

-- $1 = 12345::numeric
