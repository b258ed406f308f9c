-- the answer
select
  m."m0" as "ok_share",
  m."m1" as "mean_amount"
from (
  -- compute ok_share, mean_amount
  select
    trim_scale(round(div(cast(c."u0 sale_count" as numeric) * 2000000000000000000, nullif(cast(c."u1 sale_count" as numeric), 0)) * 0.0000000000000000005, 18)) as "m0",
    c."u1 amount_mean" as "m1"
  from (
    -- u0: sales; u1: sales
    select
      cast(count(r."u0 sale_count") filter (where (r."sale__status" = 'ok' or r."sale__status" = 'fine')) as bigint) as "u0 sale_count",
      cast(count(r."u1 sale_count") as bigint) as "u1 sale_count",
      trim_scale(round(div(cast(sum(r."u1 amount_mean") as numeric) * 2000000000000000000, nullif(count(r."u1 amount_mean"), 0)) * 0.0000000000000000005, 18)) as "u1 amount_mean"
    from (
      select
        f."status" as "sale__status",
        f."shop key" as "shop",
        f."u0 sale_count" as "u0 sale_count",
        f."u1 sale_count" as "u1 sale_count",
        f."u1 amount_mean" as "u1 amount_mean"
      from (
        -- sales
        select
          (status) as "status",
          (shop_id) as "shop key",
          (1) as "u0 sale_count",
          (1) as "u1 sale_count",
          (amount) as "u1 amount_mean"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    where (r."shop" = $1::numeric)
  ) as "c"
) as "m"
limit 100001

-- $1 = 12345::numeric
