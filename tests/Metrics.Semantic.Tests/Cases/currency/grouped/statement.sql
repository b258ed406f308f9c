-- the answer
select
  c."k0" as "sale__currency",
  c."u0 money" as "money"
from (
  -- u0: sales
  select
    "sale"."currency" as "k0",
    cast(sum("sale"."amount") as numeric) as "u0 money"
  from store."sale_v1" as "sale"
  group by 1
) as "c"
order by cast(c."k0" as text) collate "C" nulls last
limit 100001

