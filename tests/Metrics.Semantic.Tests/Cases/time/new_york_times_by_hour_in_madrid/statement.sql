-- the answer
select
  c."k0" as "metric_time__hour",
  c."u0 visit_count" as "visits"
from (
  -- u0: visits
  select
    date_trunc('hour', ("visit"."entered" at time zone 'America/New_York'), 'Europe/Madrid') as "k0",
    cast(count(1) as bigint) as "u0 visit_count"
  from store."visit_v1" as "visit"
  group by 1
) as "c"
order by c."k0" nulls last
limit 100001

