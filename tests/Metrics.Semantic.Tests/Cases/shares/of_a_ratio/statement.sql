-- the answer
select
  c."k0" as "shop",
  trim_scale(round(div(cast(trim_scale(round(div(c."u0 amount_sum" * 2000000000000000000, nullif(cast(c."u0 quantity_sum" as numeric), 0)) * 0.0000000000000000005, 18)) as numeric) * 2000000000000000000, nullif(cast(trim_scale(round(div(w0."u0 amount_sum" * 2000000000000000000, nullif(cast(w0."u0 quantity_sum" as numeric), 0)) * 0.0000000000000000005, 18)) as numeric), 0)) * 0.0000000000000000005, 18)) as "piece_price"
from (
  -- u0: sales
  select
    "sale"."shop_id" as "k0",
    cast(sum("sale"."amount") as numeric) as "u0 amount_sum",
    cast(sum("sale"."quantity") as bigint) as "u0 quantity_sum"
  from store."sale_v1" as "sale"
  group by 1
) as "c"
cross join (
  -- u0: sales
  select
    cast(sum("sale"."amount") as numeric) as "u0 amount_sum",
    cast(sum("sale"."quantity") as bigint) as "u0 quantity_sum"
  from store."sale_v1" as "sale"
) as "w0"
order by c."k0" nulls last
limit 100001

