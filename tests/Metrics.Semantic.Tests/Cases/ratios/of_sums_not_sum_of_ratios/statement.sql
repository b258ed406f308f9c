-- the answer
select
  m."m0" as "piece_price",
  m."m1" as "ok_share"
from (
  -- compute piece_price, ok_share
  select
    trim_scale(round(div(c."u0 amount_sum" * 2000000000000000000, nullif(cast(c."u0 quantity_sum" as numeric), 0)) * 0.0000000000000000005, 18)) as "m0",
    trim_scale(round(div(cast(c."u1 sale_count" as numeric) * 2000000000000000000, nullif(cast(c."u0 sale_count" as numeric), 0)) * 0.0000000000000000005, 18)) as "m1"
  from (
    -- u0: sales; u1: sales
    select
      cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum",
      cast(sum(r."u0 quantity_sum") as bigint) as "u0 quantity_sum",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count",
      cast(count(r."u1 sale_count") filter (where (r."sale__status" = 'ok' or r."sale__status" = 'fine')) as bigint) as "u1 sale_count"
    from (
      select
        f."u0 amount_sum" as "u0 amount_sum",
        f."u0 quantity_sum" as "u0 quantity_sum",
        f."u0 sale_count" as "u0 sale_count",
        f."status" as "sale__status",
        f."u1 sale_count" as "u1 sale_count"
      from (
        -- sales
        select
          (amount) as "u0 amount_sum",
          (quantity) as "u0 quantity_sum",
          (1) as "u0 sale_count",
          (status) as "status",
          (1) as "u1 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
  ) as "c"
) as "m"
limit 100001

