-- the answer
select
  m."k0" as "shop",
  m."m0" as "dollars"
from (
  -- compute dollars
  select
    c."k0" as "k0",
    c."u0 money" as "m0"
  from (
    -- u0: sales
    select
      r."shop" as "k0",
      cast(sum(r."u0 money") as numeric) as "u0 money"
    from (
      select
        f."shop key" as "shop",
        f."currency" as "sale__currency",
        f."u0 money" as "u0 money"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (currency) as "currency",
          (amount) as "u0 money"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    where (r."sale__currency" = 'USD')
    group by r."shop"
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

