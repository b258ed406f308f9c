-- the answer
select
  m."k0" as "metric_time__day",
  m."m0" as "paid_sales",
  m."m1" as "paid_amount"
from (
  -- compute paid_sales, paid_amount
  select
    c."k0" as "k0",
    c."u0 paid_count" as "m0",
    c."u0 paid_sum" as "m1"
  from (
    -- u0: sales
    select
      r."metric_time__day" as "k0",
      cast(count(r."u0 paid_count") as bigint) as "u0 paid_count",
      cast(sum(r."u0 paid_sum") as numeric) as "u0 paid_sum"
    from (
      select
        date_trunc('day', (f."paid_at" at time zone 'America/New_York'))::date as "metric_time__day",
        f."u0 paid_count" as "u0 paid_count",
        f."u0 paid_sum" as "u0 paid_sum"
      from (
        -- sales
        select
          (paid_at) as "paid_at",
          (1) as "u0 paid_count",
          (amount) as "u0 paid_sum"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."metric_time__day"
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

