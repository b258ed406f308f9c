-- the answer
select
  m."k0" as "shop",
  m."m0" as "amount",
  m."m1" as "sales"
from (
  -- compute amount, sales
  select
    c."k0" as "k0",
    c."u0 amount_sum" as "m0",
    c."u0 sale_count" as "m1"
  from (
    -- u0: sales
    select
      r."shop" as "k0",
      cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      select
        f."shop key" as "shop",
        f."u0 amount_sum" as "u0 amount_sum",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (amount) as "u0 amount_sum",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."shop"
  ) as "c"
) as "m"
order by nullif(nullif(nullif(m."m0", 'NaN'), 'Infinity'), '-Infinity') desc nulls last, m."m1" nulls last, m."k0" nulls last
limit 100001

