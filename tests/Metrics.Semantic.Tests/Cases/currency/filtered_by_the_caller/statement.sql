-- the answer
select
  c."k0" as "shop",
  c."u0 money" as "money"
from (
  -- u0: sales
  select
    "sale"."shop_id" as "k0",
    cast(sum("sale"."amount") as numeric) as "u0 money"
  from store."sale_v1" as "sale"
  where ("sale"."currency" in ($1::text))
  group by 1
) as "c"
order by c."k0" nulls last
limit 100001

-- $1 = EUR::text
