-- the answer
select
  c."k0" as "metric_time",
  c."k1" as "shop",
  trim_scale(round(div(cast(c."u0 products_sold" as numeric) * 2000000000000000000, nullif(cast(w0."u0 products_sold" as numeric), 0)) * 0.0000000000000000005, 18)) as "products"
from (
  -- combine 2 facts on 2 keys
  select
    p."k0" as "k0",
    p."k1" as "k1",
    max(p."u0 products_sold") as "u0 products_sold",
    max(p."u1 booked_sum") as "u1 booked_sum"
  from (
    -- u0: sales
    select
      date_trunc('day', "sale"."sold_at")::date as "k0",
      "sale"."shop_id" as "k1",
      cast(count(distinct "sale"."product") as bigint) as "u0 products_sold",
      cast(null as numeric) as "u1 booked_sum"
    from store."sale_v1" as "sale"
    group by 1, 2
  union all
    -- u1: sales
    select
      date_trunc('day', "sale"."booked_on")::date as "k0",
      "sale"."shop_id" as "k1",
      cast(null as bigint) as "u0 products_sold",
      cast(sum("sale"."amount") as numeric) as "u1 booked_sum"
    from store."sale_v1" as "sale"
    group by 1, 2
  ) as "p"
  group by p."k0", p."k1"
) as "c"
left join (
  -- u0: sales
  select
    date_trunc('day', "sale"."sold_at")::date as "k0",
    cast(count(distinct "sale"."product") as bigint) as "u0 products_sold"
  from store."sale_v1" as "sale"
  group by 1
) as "w0" on (((coalesce(cast(c."k0" as text), $1::text)) = (coalesce(cast(w0."k0" as text), $2::text))) and ((c."k0" is null) = (w0."k0" is null)))
where (not (nullif(nullif(nullif(c."u1 booked_sum", 'NaN'), 'Infinity'), '-Infinity') is null))
order by c."k0" nulls last, c."k1" nulls last
limit 100001

-- $1 = ::text, $2 = ::text
