-- the answer
select
  c."k0" as "metric_time__year",
  c."k1" as "sale__booked_on__quarter",
  c."k2" as "shop__opened__month",
  c."k3" as "sale__paid_at",
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    date_trunc('year', "sale"."sold_at")::date as "k0",
    date_trunc('quarter', "sale"."booked_on")::date as "k1",
    date_trunc('month', to_shop."opened")::date as "k2",
    date_trunc('second', "sale"."paid_at", 'UTC') as "k3",
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  left join store."shop_v1" as "to_shop" on ("sale"."shop_id" = to_shop."shop_id")
  group by 1, 2, 3, 4
) as "c"
order by c."k0" nulls last, c."k1" nulls last, c."k2" nulls last, c."k3" nulls last
limit 100001

