-- the answer
select
  c."k0" as "metric_time",
  c."u0 sale_count" as "sales"
from (
  -- combine 2 facts on 1 keys
  select
    p."k0" as "k0",
    max(p."u0 sale_count") as "u0 sale_count",
    max(p."u1 booked_sum") as "u1 booked_sum"
  from (
    -- u0: sales
    select
      date_trunc('day', "sale"."sold_at")::date as "k0",
      cast(count(1) as bigint) as "u0 sale_count",
      cast(null as numeric) as "u1 booked_sum"
    from store."sale_v1" as "sale"
    group by 1
  union all
    -- u1: sales
    select
      date_trunc('day', "sale"."booked_on")::date as "k0",
      cast(null as bigint) as "u0 sale_count",
      cast(sum("sale"."amount") as numeric) as "u1 booked_sum"
    from store."sale_v1" as "sale"
    group by 1
  ) as "p"
  group by p."k0"
) as "c"
where (nullif(nullif(nullif(c."u1 booked_sum", 'NaN'), 'Infinity'), '-Infinity') > $1::numeric)
order by c."k0" nulls last
limit 100001

-- $1 = 50::numeric
