-- the answer
select
  m."k0" as "sale__status",
  m."k1" as "shop",
  m."m0" as "piece_price"
from (
  -- compute piece_price
  select
    c."k0" as "k0",
    c."k1" as "k1",
    trim_scale(round(div(c."u0 amount_sum" * 2000000000000000000, nullif(cast(c."u0 quantity_sum" as numeric), 0)) * 0.0000000000000000005, 18)) as "m0"
  from (
    -- u0: sales
    select
      r."sale__status" as "k0",
      r."shop" as "k1",
      cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum",
      cast(sum(r."u0 quantity_sum") as bigint) as "u0 quantity_sum"
    from (
      select
        f."status" as "sale__status",
        f."shop key" as "shop",
        f."u0 amount_sum" as "u0 amount_sum",
        f."u0 quantity_sum" as "u0 quantity_sum"
      from (
        -- sales
        select
          (status) as "status",
          (shop_id) as "shop key",
          (amount) as "u0 amount_sum",
          (quantity) as "u0 quantity_sum"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."sale__status", r."shop"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last, m."k1" nulls last
limit 100001

