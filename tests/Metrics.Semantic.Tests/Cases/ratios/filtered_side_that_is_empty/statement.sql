-- the answer
select
  c."k0" as "shop",
  trim_scale(round(div(c."u0 amount_sum" * 2000000000000000000, nullif(c."u1 amount_sum", 0)) * 0.0000000000000000005, 18)) as "gift_amount_rate"
from (
  -- u0: sales; u1: sales
  select
    "sale"."shop_id" as "k0",
    cast(sum("sale"."amount") filter (where ("sale"."gift")) as numeric) as "u0 amount_sum",
    cast(sum("sale"."amount") as numeric) as "u1 amount_sum"
  from store."sale_v1" as "sale"
  group by 1
) as "c"
order by c."k0" nulls last
limit 100001

