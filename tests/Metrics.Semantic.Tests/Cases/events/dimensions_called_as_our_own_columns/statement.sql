-- the answer
select
  c."k0" as "event__event",
  c."k1" as "event__days",
  c."k2" as "shop__opened__year",
  c."u0 taps" as "taps"
from (
  -- u0: taps
  select
    "tap"."kind" as "k0",
    "tap"."days" as "k1",
    date_trunc('year', to_shop."opened")::date as "k2",
    cast(count(1) as bigint) as "u0 taps"
  from store."tap_v1" as "tap"
  left join store."shop_v1" as "to_shop" on ("tap"."shop_id" = to_shop."shop_id")
  where ("tap"."event" > $1::numeric)
  group by 1, 2, 3
) as "c"
order by cast(c."k0" as text) collate "C" nulls last, c."k1" nulls last, c."k2" nulls last
limit 100001

-- $1 = 0::numeric
