-- the answer
select
  m."k0" as "metric_time__month",
  m."m0" as "sales",
  m."m1" as "paid_sales"
from (
  -- compute sales, paid_sales
  select
    c."k0" as "k0",
    c."u0 sale_count" as "m0",
    c."u1 paid_count" as "m1"
  from (
    -- combine 2 facts on 1 keys
    select
      p."k0" as "k0",
      max(p."u0 sale_count") as "u0 sale_count",
      max(p."u1 paid_count") as "u1 paid_count"
    from (
      -- u0: sales
      select
        r."metric_time__month" as "k0",
        cast(count(r."u0 sale_count") as bigint) as "u0 sale_count",
        cast(null as bigint) as "u1 paid_count"
      from (
        select
          date_trunc('month', f."sold_at")::date as "metric_time__month",
          f."u0 sale_count" as "u0 sale_count"
        from (
          -- sales
          select
            (sold_at) as "sold_at",
            (1) as "u0 sale_count"
          from store."sale_v1" as "sale"
        ) as "f"
      ) as "r"
      group by r."metric_time__month"
    union all
      -- u1: sales
      select
        r."metric_time__month" as "k0",
        cast(null as bigint) as "u0 sale_count",
        cast(count(r."u1 paid_count") as bigint) as "u1 paid_count"
      from (
        select
          date_trunc('month', (f."paid_at" at time zone 'UTC'))::date as "metric_time__month",
          f."u1 paid_count" as "u1 paid_count"
        from (
          -- sales
          select
            (paid_at) as "paid_at",
            (1) as "u1 paid_count"
          from store."sale_v1" as "sale"
        ) as "f"
      ) as "r"
      group by r."metric_time__month"
    ) as "p"
    group by p."k0"
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

