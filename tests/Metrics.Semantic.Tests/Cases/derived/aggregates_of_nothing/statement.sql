-- the answer
select
  c."u0 sale_count" as "sales",
  c."u0 amount_sum" as "amount",
  c."u0 amount_mean" as "mean_amount",
  c."u0 amount_median" as "median_amount",
  c."u0 amount_least" as "least_amount",
  c."u0 gifts" as "gifts",
  c."u0 products_sold" as "products",
  c."u0 last_sold" as "last_sold"
from (
  -- u0: sales
  select
    cast(count(1) as bigint) as "u0 sale_count",
    cast(sum("sale"."amount") as numeric) as "u0 amount_sum",
    trim_scale(round(div(cast(sum("sale"."amount") as numeric) * 2000000000000000000, nullif(count("sale"."amount"), 0)) * 0.0000000000000000005, 18)) as "u0 amount_mean",
    cast(percentile_cont(0.5) within group (order by cast("sale"."amount" as double precision)) as double precision) as "u0 amount_median",
    cast(min("sale"."amount") as numeric) as "u0 amount_least",
    cast(sum(case when "sale"."gift" then 1 else 0 end) as bigint) as "u0 gifts",
    cast(count(distinct "sale"."product") as bigint) as "u0 products_sold",
    cast(max(("sale"."sold_at" at time zone 'UTC')) as timestamp with time zone) as "u0 last_sold"
  from store."sale_v1" as "sale"
  where ("sale"."shop_id" = $1::numeric)
) as "c"
limit 100001

-- $1 = 12345::numeric
