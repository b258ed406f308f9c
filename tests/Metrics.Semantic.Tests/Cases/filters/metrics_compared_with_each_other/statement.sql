-- the answer
select
  m."k0" as "shop",
  m."m0" as "amount"
from (
  -- compute amount, pieces, sales
  select
    c."k0" as "k0",
    c."u0 amount_sum" as "m0",
    c."u0 quantity_sum" as "m1",
    c."u0 sale_count" as "m2"
  from (
    -- u0: sales
    select
      r."shop" as "k0",
      cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum",
      cast(sum(r."u0 quantity_sum") as bigint) as "u0 quantity_sum",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      select
        f."shop key" as "shop",
        f."u0 amount_sum" as "u0 amount_sum",
        f."u0 quantity_sum" as "u0 quantity_sum",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (amount) as "u0 amount_sum",
          (quantity) as "u0 quantity_sum",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."shop"
  ) as "c"
) as "m"
where (nullif(nullif(nullif(m."m0", 'NaN'), 'Infinity'), '-Infinity') >= m."m1") and (not (m."m2" = $1::numeric))
order by m."k0" nulls last
limit 100001

-- $1 = 1::numeric
