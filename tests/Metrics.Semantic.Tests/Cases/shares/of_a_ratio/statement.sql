-- the answer
select
  m."k0" as "shop",
  m."m0" as "piece_price"
from (
  -- compute share of piece_price
  select
    c."k0" as "k0",
    trim_scale(round(div(cast(trim_scale(round(div(c."u0 amount_sum" * 2000000000000000000, nullif(cast(c."u0 quantity_sum" as numeric), 0)) * 0.0000000000000000005, 18)) as numeric) * 2000000000000000000, nullif(cast(trim_scale(round(div(w0."u0 amount_sum" * 2000000000000000000, nullif(cast(w0."u0 quantity_sum" as numeric), 0)) * 0.0000000000000000005, 18)) as numeric), 0)) * 0.0000000000000000005, 18)) as "m0"
  from (
    -- u0: sales
    select
      r."shop" as "k0",
      cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum",
      cast(sum(r."u0 quantity_sum") as bigint) as "u0 quantity_sum"
    from (
      select
        f."shop key" as "shop",
        f."u0 amount_sum" as "u0 amount_sum",
        f."u0 quantity_sum" as "u0 quantity_sum"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (amount) as "u0 amount_sum",
          (quantity) as "u0 quantity_sum"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."shop"
  ) as "c"
  cross join (
    -- u0: sales
    select
      cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum",
      cast(sum(r."u0 quantity_sum") as bigint) as "u0 quantity_sum"
    from (
      select
        f."u0 amount_sum" as "u0 amount_sum",
        f."u0 quantity_sum" as "u0 quantity_sum"
      from (
        -- sales
        select
          (amount) as "u0 amount_sum",
          (quantity) as "u0 quantity_sum"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
  ) as "w0"
) as "m"
order by m."k0" nulls last
limit 100001

