-- the answer
select
  m."m0" as "sales",
  m."m1" as "amount",
  m."m2" as "mean_amount",
  m."m3" as "median_amount",
  m."m4" as "least_amount",
  m."m5" as "gifts",
  m."m6" as "products",
  m."m7" as "last_sold"
from (
  -- compute sales, amount, mean_amount, median_amount, least_amount, gifts, products, last_sold
  select
    c."u0 sale_count" as "m0",
    c."u0 amount_sum" as "m1",
    c."u0 amount_mean" as "m2",
    c."u0 amount_median" as "m3",
    c."u0 amount_least" as "m4",
    c."u0 gifts" as "m5",
    c."u0 products_sold" as "m6",
    c."u0 last_sold" as "m7"
  from (
    -- u0: sales
    select
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count",
      cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum",
      trim_scale(round(div(cast(sum(r."u0 amount_mean") as numeric) * 2000000000000000000, nullif(count(r."u0 amount_mean"), 0)) * 0.0000000000000000005, 18)) as "u0 amount_mean",
      cast(percentile_cont(0.5) within group (order by cast(r."u0 amount_median" as double precision)) as double precision) as "u0 amount_median",
      cast(min(r."u0 amount_least") as numeric) as "u0 amount_least",
      cast(sum(case when r."u0 gifts" then 1 else 0 end) as bigint) as "u0 gifts",
      cast(count(distinct r."u0 products_sold") as bigint) as "u0 products_sold",
      cast(max(r."u0 last_sold") as timestamp with time zone) as "u0 last_sold"
    from (
      select
        f."shop key" as "shop",
        f."u0 sale_count" as "u0 sale_count",
        f."u0 amount_sum" as "u0 amount_sum",
        f."u0 amount_mean" as "u0 amount_mean",
        f."u0 amount_median" as "u0 amount_median",
        f."u0 amount_least" as "u0 amount_least",
        f."u0 gifts" as "u0 gifts",
        f."u0 products_sold" as "u0 products_sold",
        (f."u0 last_sold" at time zone 'UTC') as "u0 last_sold"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (1) as "u0 sale_count",
          (amount) as "u0 amount_sum",
          (amount) as "u0 amount_mean",
          (amount) as "u0 amount_median",
          (amount) as "u0 amount_least",
          (gift) as "u0 gifts",
          (product) as "u0 products_sold",
          (sold_at) as "u0 last_sold"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    where (r."shop" = $1::numeric)
  ) as "c"
) as "m"
limit 100001

-- $1 = 12345::numeric
