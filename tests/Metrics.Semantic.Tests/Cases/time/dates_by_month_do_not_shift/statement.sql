-- the answer
select
  m."k0" as "metric_time__month",
  m."m0" as "booked_amount"
from (
  -- compute booked_amount
  select
    c."k0" as "k0",
    c."u0 booked_sum" as "m0"
  from (
    -- u0: sales
    select
      r."metric_time__month" as "k0",
      cast(sum(r."u0 booked_sum") as numeric) as "u0 booked_sum"
    from (
      select
        date_trunc('month', f."booked_on")::date as "metric_time__month",
        f."u0 booked_sum" as "u0 booked_sum"
      from (
        -- sales
        select
          (booked_on) as "booked_on",
          (amount) as "u0 booked_sum"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."metric_time__month"
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

