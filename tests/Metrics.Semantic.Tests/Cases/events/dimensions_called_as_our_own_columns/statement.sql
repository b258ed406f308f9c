-- the answer
select
  m."k0" as "event__event",
  m."k1" as "event__days",
  m."k2" as "shop__opened__year",
  m."m0" as "taps"
from (
  -- compute taps
  select
    c."k0" as "k0",
    c."k1" as "k1",
    c."k2" as "k2",
    c."u0 taps" as "m0"
  from (
    -- u0: taps
    select
      r."event__event" as "k0",
      r."event__days" as "k1",
      r."shop__opened__year" as "k2",
      cast(count(r."u0 taps") as bigint) as "u0 taps"
    from (
      -- each row with the one that each join finds
      select
        f."event" as "event__event",
        f."days" as "event__days",
        date_trunc('year', to_shop."opened")::date as "shop__opened__year",
        f."event key" as "event",
        f."u0 taps" as "u0 taps"
      from (
        -- taps
        select
          (kind) as "event",
          (days) as "days",
          (shop_id) as "shop key",
          (event) as "event key",
          (1) as "u0 taps"
        from store."tap_v1" as "tap"
      ) as "f"
      left join (
        -- shops
        select
          (shop_id) as "shop key",
          (opened) as "opened"
        from store."shop_v1" as "shop"
      ) as "to_shop" on (f."shop key" = to_shop."shop key")
    ) as "r"
    where (r."event" > $1::numeric)
    group by r."event__event", r."event__days", r."shop__opened__year"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last, m."k1" nulls last, m."k2" nulls last
limit 100001

-- $1 = 0::numeric
