-- the answer
select
  c."k0" as "shop",
  c."u0 money" as "dollars"
from (
  -- u0: sales
  select
    r."shop" as "k0",
    cast(sum(r."u0 money") as numeric) as "u0 money"
  from (
    select
      "sale"."shop_id" as "shop",
      "sale"."currency" as "sale__currency",
      "sale"."amount" as "u0 money"
    from store."sale_v1" as "sale"
  ) as "r"
  where (r."sale__currency" = 'USD')
  group by 1
) as "c"
order by c."k0" nulls last
limit 100001

