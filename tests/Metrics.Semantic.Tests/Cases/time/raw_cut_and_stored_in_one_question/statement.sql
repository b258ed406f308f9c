-- the answer
select
  m."k0" as "metric_time__month",
  m."k1" as "sale__sold_at",
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
      r."metric_time__month" as "k0",
      r."sale__sold_at" as "k1",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      select
        date_trunc('month', ((f."sold_at" at time zone 'UTC') at time zone 'Europe/Madrid'))::date as "metric_time__month",
        date_trunc('second', (f."sold_at" at time zone 'UTC'), 'Europe/Madrid') as "sale__sold_at",
        (f."sold_at" at time zone 'UTC') as "metric_time moment",
        date_trunc('year', ((f."sold_at" at time zone 'UTC') at time zone 'Europe/Madrid'))::date as "sale__sold_at__year",
        f."sold_at" as "metric_time stored",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (sold_at) as "sold_at",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    where (r."metric_time moment" < $1::timestamp with time zone) and (r."sale__sold_at__year" = $2::date) and ((r."metric_time stored" >= $3::timestamp))
    group by r."metric_time__month", r."sale__sold_at"
  ) as "c"
) as "m"
order by m."k0" nulls last, m."k1" nulls last
limit 100001

-- $1 = 2026-09-30 22:00:00Z::timestamp with time zone, $2 = 2026-01-01::date, $3 = 2025-12-31 23:00:00::timestamp
