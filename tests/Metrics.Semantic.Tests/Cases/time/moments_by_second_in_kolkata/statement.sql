-- the answer
select
  m."k0" as "metric_time__second",
  m."m0" as "paid_sales"
from (
  -- compute paid_sales
  select
    c."k0" as "k0",
    c."u0 paid_count" as "m0"
  from (
    -- u0: sales
    select
      r."metric_time__second" as "k0",
      cast(count(r."u0 paid_count") as bigint) as "u0 paid_count"
    from (
      select
        date_trunc('second', f."paid_at", 'Asia/Kolkata') as "metric_time__second",
        f."u0 paid_count" as "u0 paid_count"
      from (
        -- sales
        select
          (paid_at) as "paid_at",
          (1) as "u0 paid_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."metric_time__second"
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

