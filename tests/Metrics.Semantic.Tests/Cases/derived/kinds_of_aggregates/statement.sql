-- the answer
select
  c."k0" as "sale__status",
  c."u0 amount_mean" as "mean_amount",
  c."u0 amount_median" as "median_amount",
  c."u0 amount_least" as "least_amount",
  c."u0 amount_most" as "most_amount",
  c."u0 gifts" as "gifts",
  c."u0 products_sold" as "products",
  c."u0 quantity_sum" as "pieces"
from (
  -- u0: sales
  select
    "sale"."status" as "k0",
    trim_scale(round(div(cast(sum("sale"."amount") as numeric) * 2000000000000000000, nullif(count("sale"."amount"), 0)) * 0.0000000000000000005, 18)) as "u0 amount_mean",
    cast(percentile_cont(0.5) within group (order by cast("sale"."amount" as double precision)) as double precision) as "u0 amount_median",
    cast(min("sale"."amount") as numeric) as "u0 amount_least",
    cast(max("sale"."amount") as numeric) as "u0 amount_most",
    cast(sum(case when "sale"."gift" then 1 else 0 end) as bigint) as "u0 gifts",
    cast(count(distinct "sale"."product") as bigint) as "u0 products_sold",
    cast(sum("sale"."quantity") as bigint) as "u0 quantity_sum"
  from store."sale_v1" as "sale"
  group by 1
) as "c"
order by cast(c."k0" as text) collate "C" nulls last
limit 100001

