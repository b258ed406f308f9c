-- the answer
select
  c."k0" as "shop",
  c."u0 amount_sum" as "amount"
from (
  -- u0: sales
  select
    "sale"."shop_id" as "k0",
    cast(sum("sale"."amount") as numeric) as "u0 amount_sum"
  from store."sale_v1" as "sale"
  group by 1
) as "c"
where (nullif(nullif(nullif(c."u0 amount_sum", 'NaN'), 'Infinity'), '-Infinity') > $1::numeric)
order by c."k0" nulls last
limit 100001

-- $1 = 60::numeric
