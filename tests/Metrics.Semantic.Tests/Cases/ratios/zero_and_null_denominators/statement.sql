-- the answer
select
  c."k0" as "sale__status",
  c."k1" as "shop",
  trim_scale(round(div(c."u0 amount_sum" * 2000000000000000000, nullif(cast(c."u0 quantity_sum" as numeric), 0)) * 0.0000000000000000005, 18)) as "piece_price"
from (
  -- u0: sales
  select
    "sale"."status" as "k0",
    "sale"."shop_id" as "k1",
    cast(sum("sale"."amount") as numeric) as "u0 amount_sum",
    cast(sum("sale"."quantity") as bigint) as "u0 quantity_sum"
  from store."sale_v1" as "sale"
  group by 1, 2
) as "c"
order by cast(c."k0" as text) collate "C" nulls last, c."k1" nulls last
limit 100001

