-- the answer
select
  c."k0" as "metric_time__extract_month",
  c."k1" as "metric_time__extract_dow",
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    extract(month from "sale"."sold_at")::integer as "k0",
    extract(isodow from "sale"."sold_at")::integer as "k1",
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  group by 1, 2
) as "c"
order by c."k0" nulls last, c."k1" nulls last
limit 100001

