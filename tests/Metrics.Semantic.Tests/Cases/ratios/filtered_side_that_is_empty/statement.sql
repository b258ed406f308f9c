-- the answer
select
  m."k0" as "shop",
  m."m0" as "gift_amount_rate"
from (
  -- compute gift_amount_rate
  select
    c."k0" as "k0",
    trim_scale(round(div(c."u0 amount_sum" * 2000000000000000000, nullif(c."u1 amount_sum", 0)) * 0.0000000000000000005, 18)) as "m0"
  from (
    -- u0: sales; u1: sales
    select
      r."shop" as "k0",
      cast(sum(r."u0 amount_sum") filter (where (r."sale__gift")) as numeric) as "u0 amount_sum",
      cast(sum(r."u1 amount_sum") as numeric) as "u1 amount_sum"
    from (
      select
        f."shop key" as "shop",
        f."gift" as "sale__gift",
        f."u0 amount_sum" as "u0 amount_sum",
        f."u1 amount_sum" as "u1 amount_sum"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (gift) as "gift",
          (amount) as "u0 amount_sum",
          (amount) as "u1 amount_sum"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."shop"
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

