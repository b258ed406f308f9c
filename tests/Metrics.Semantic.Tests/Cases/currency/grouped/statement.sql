-- the answer
select
  m."k0" as "sale__currency",
  m."m0" as "money"
from (
  -- compute money
  select
    c."k0" as "k0",
    c."u0 money" as "m0"
  from (
    -- u0: sales
    select
      r."sale__currency" as "k0",
      cast(sum(r."u0 money") as numeric) as "u0 money"
    from (
      select
        f."currency" as "sale__currency",
        f."u0 money" as "u0 money"
      from (
        -- sales
        select
          (currency) as "currency",
          (amount) as "u0 money"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."sale__currency"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last
limit 100001

