-- the answer
select
  m."k0" as "sale__status",
  m."m0" as "mean_amount",
  m."m1" as "median_amount",
  m."m2" as "least_amount",
  m."m3" as "most_amount",
  m."m4" as "gifts",
  m."m5" as "products",
  m."m6" as "pieces"
from (
  -- compute mean_amount, median_amount, least_amount, most_amount, gifts, products, pieces
  select
    c."k0" as "k0",
    c."u0 amount_mean" as "m0",
    c."u0 amount_median" as "m1",
    c."u0 amount_least" as "m2",
    c."u0 amount_most" as "m3",
    c."u0 gifts" as "m4",
    c."u0 products_sold" as "m5",
    c."u0 quantity_sum" as "m6"
  from (
    -- u0: sales
    select
      r."sale__status" as "k0",
      trim_scale(round(div(cast(sum(r."u0 amount_mean") as numeric) * 2000000000000000000, nullif(count(r."u0 amount_mean"), 0)) * 0.0000000000000000005, 18)) as "u0 amount_mean",
      cast(percentile_cont(0.5) within group (order by cast(r."u0 amount_median" as double precision)) as double precision) as "u0 amount_median",
      cast(min(r."u0 amount_least") as numeric) as "u0 amount_least",
      cast(max(r."u0 amount_most") as numeric) as "u0 amount_most",
      cast(sum(case when r."u0 gifts" then 1 else 0 end) as bigint) as "u0 gifts",
      cast(count(distinct r."u0 products_sold") as bigint) as "u0 products_sold",
      cast(sum(r."u0 quantity_sum") as bigint) as "u0 quantity_sum"
    from (
      select
        f."status" as "sale__status",
        f."u0 amount_mean" as "u0 amount_mean",
        f."u0 amount_median" as "u0 amount_median",
        f."u0 amount_least" as "u0 amount_least",
        f."u0 amount_most" as "u0 amount_most",
        f."u0 gifts" as "u0 gifts",
        f."u0 products_sold" as "u0 products_sold",
        f."u0 quantity_sum" as "u0 quantity_sum"
      from (
        -- sales
        select
          (status) as "status",
          (amount) as "u0 amount_mean",
          (amount) as "u0 amount_median",
          (amount) as "u0 amount_least",
          (amount) as "u0 amount_most",
          (gift) as "u0 gifts",
          (product) as "u0 products_sold",
          (quantity) as "u0 quantity_sum"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."sale__status"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last
limit 100001

