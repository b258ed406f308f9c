-- the answer
select
  c."k0" as "shop",
  c."u0 weight_sum" as "weight"
from (
  -- u0: sales
  select
    "sale"."shop_id" as "k0",
    cast(sum(cast("sale"."weight" as double precision)) as double precision) as "u0 weight_sum"
  from store."sale_v1" as "sale"
  group by 1
) as "c"
where (nullif(nullif(nullif(c."u0 weight_sum", 'NaN'), 'Infinity'), '-Infinity') > $1::double precision)
order by c."k0" nulls last
limit 100001

-- $1 = 0::double precision
