-- the answer
select
  c."k0" as "shop",
  trim_scale(round((((0 - c."u0 amount_sum") + trim_scale(round(div((cast(2 as numeric) * (cast(3 as numeric) - cast(c."u0 sale_count" as numeric))) * 2000000000000000000, nullif(cast(c."u0 sale_count" as numeric), 0)) * 0.0000000000000000005, 18))) - cast(-1 as numeric)), 18)) as "odd"
from (
  -- u0: sales
  select
    "sale"."shop_id" as "k0",
    cast(sum("sale"."amount") as numeric) as "u0 amount_sum",
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  group by 1
) as "c"
order by c."k0" nulls last
limit 100001

