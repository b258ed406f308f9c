-- the answer
select
  m."k0" as "shop",
  m."m0" as "amount"
from (
  -- compute amount
  select
    c."k0" as "k0",
    c."u0 amount_sum" as "m0"
  from (
    -- u0: sales
    select
      r."shop" as "k0",
      cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum"
    from (
      select
        f."shop key" as "shop",
        f."u0 amount_sum" as "u0 amount_sum"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (amount) as "u0 amount_sum"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."shop"
  ) as "c"
) as "m"
where (nullif(nullif(nullif(m."m0", 'NaN'), 'Infinity'), '-Infinity') > $1::numeric)
order by m."k0" nulls last
limit 100001

-- $1 = 60::numeric
