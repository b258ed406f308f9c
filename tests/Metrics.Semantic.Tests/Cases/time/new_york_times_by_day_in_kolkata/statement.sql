-- the answer
select
  c."k0" as "metric_time__day",
  c."u0 visit_count" as "visits"
from (
  -- u0: visits
  select
    date_trunc('day', (("visit"."entered" at time zone 'America/New_York') at time zone 'Asia/Kolkata'))::date as "k0",
    cast(count(1) as bigint) as "u0 visit_count"
  from store."visit_v1" as "visit"
  group by 1
) as "c"
order by c."k0" nulls last
limit 100001

