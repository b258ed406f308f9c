-- the answer
select
  c."k0" as "metric_time__month",
  c."u0 sale_count" as "sales",
  c."u1 paid_count" as "paid_sales"
from (
  -- combine 2 facts on 1 keys
  select
    p."k0" as "k0",
    max(p."u0 sale_count") as "u0 sale_count",
    max(p."u1 paid_count") as "u1 paid_count"
  from (
    -- u0: sales
    select
      date_trunc('month', "sale"."sold_at")::date as "k0",
      cast(count(1) as bigint) as "u0 sale_count",
      cast(null as bigint) as "u1 paid_count"
    from store."sale_v1" as "sale"
    group by 1
  union all
    -- u1: sales
    select
      date_trunc('month', ("sale"."paid_at" at time zone 'UTC'))::date as "k0",
      cast(null as bigint) as "u0 sale_count",
      cast(count(1) as bigint) as "u1 paid_count"
    from store."sale_v1" as "sale"
    group by 1
  ) as "p"
  group by p."k0"
) as "c"
order by c."k0" nulls last
limit 100001

