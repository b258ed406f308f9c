-- the answer
select
  m."k0" as "metric_time",
  m."m0" as "sales"
from (
  -- compute sales, booked_amount
  select
    c."k0" as "k0",
    c."u0 sale_count" as "m0",
    c."u1 booked_sum" as "m1"
  from (
    -- combine 2 facts on 1 keys
    select
      p."k0" as "k0",
      max(p."u0 sale_count") as "u0 sale_count",
      max(p."u1 booked_sum") as "u1 booked_sum"
    from (
      -- u0: sales
      select
        r."metric_time" as "k0",
        cast(count(r."u0 sale_count") as bigint) as "u0 sale_count",
        cast(null as numeric) as "u1 booked_sum"
      from (
        select
          date_trunc('day', f."sold_at")::date as "metric_time",
          f."u0 sale_count" as "u0 sale_count"
        from (
          -- sales
          select
            (sold_at) as "sold_at",
            (1) as "u0 sale_count"
          from store."sale_v1" as "sale"
        ) as "f"
      ) as "r"
      group by r."metric_time"
    union all
      -- u1: sales
      select
        r."metric_time" as "k0",
        cast(null as bigint) as "u0 sale_count",
        cast(sum(r."u1 booked_sum") as numeric) as "u1 booked_sum"
      from (
        select
          date_trunc('day', f."booked_on")::date as "metric_time",
          f."u1 booked_sum" as "u1 booked_sum"
        from (
          -- sales
          select
            (booked_on) as "booked_on",
            (amount) as "u1 booked_sum"
          from store."sale_v1" as "sale"
        ) as "f"
      ) as "r"
      group by r."metric_time"
    ) as "p"
    group by p."k0"
  ) as "c"
) as "m"
where (nullif(nullif(nullif(m."m1", 'NaN'), 'Infinity'), '-Infinity') > $1::numeric)
order by m."k0" nulls last
limit 100001

-- $1 = 50::numeric
