-- the answer
select
  m."k0" as "metric_time__extract_month",
  m."k1" as "metric_time__extract_dow",
  m."m0" as "sales"
from (
  -- compute sales
  select
    c."k0" as "k0",
    c."k1" as "k1",
    c."u0 sale_count" as "m0"
  from (
    -- u0: sales
    select
      r."metric_time__extract_month" as "k0",
      r."metric_time__extract_dow" as "k1",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      select
        extract(month from f."sold_at")::integer as "metric_time__extract_month",
        extract(isodow from f."sold_at")::integer as "metric_time__extract_dow",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (sold_at) as "sold_at",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."metric_time__extract_month", r."metric_time__extract_dow"
  ) as "c"
) as "m"
order by m."k0" nulls last, m."k1" nulls last
limit 100001

