-- the answer
select
  c."k0" as "shop",
  c."u0 amount_sum" as "amount"
from (
  -- u0: sales
  select
    "sale"."shop_id" as "k0",
    cast(sum("sale"."amount") as numeric) as "u0 amount_sum",
    cast(sum("sale"."quantity") as bigint) as "u0 quantity_sum",
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  group by 1
) as "c"
where (nullif(nullif(nullif(c."u0 amount_sum", 'NaN'), 'Infinity'), '-Infinity') >= c."u0 quantity_sum") and (not (c."u0 sale_count" = $1::numeric))
order by c."k0" nulls last
limit 100001

-- $1 = 1::numeric
