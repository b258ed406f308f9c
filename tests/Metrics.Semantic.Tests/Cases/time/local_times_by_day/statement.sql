-- the answer
select
  m."k0" as "metric_time__day",
  m."m0" as "sales"
from (
  -- compute sales
  select
    c."k0" as "k0",
    c."u0 sale_count" as "m0"
  from (
    -- u0: sales
    select
      r."metric_time__day" as "k0",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      select
        date_trunc('day', f."sold_at")::date as "metric_time__day",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (sold_at) as "sold_at",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."metric_time__day"
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

