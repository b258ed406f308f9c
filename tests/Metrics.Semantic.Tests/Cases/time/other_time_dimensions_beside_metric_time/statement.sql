-- the answer
select
  m."k0" as "metric_time__year",
  m."k1" as "sale__booked_on__quarter",
  m."k2" as "shop__opened__month",
  m."k3" as "sale__paid_at",
  m."m0" as "sales"
from (
  -- compute sales
  select
    c."k0" as "k0",
    c."k1" as "k1",
    c."k2" as "k2",
    c."k3" as "k3",
    c."u0 sale_count" as "m0"
  from (
    -- u0: sales
    select
      r."metric_time__year" as "k0",
      r."sale__booked_on__quarter" as "k1",
      r."shop__opened__month" as "k2",
      r."sale__paid_at" as "k3",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      -- each row with the one that each join finds
      select
        date_trunc('year', f."sold_at")::date as "metric_time__year",
        date_trunc('quarter', f."booked_on")::date as "sale__booked_on__quarter",
        date_trunc('month', to_shop."opened")::date as "shop__opened__month",
        date_trunc('second', f."paid_at", 'UTC') as "sale__paid_at",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (sold_at) as "sold_at",
          (booked_on) as "booked_on",
          (shop_id) as "shop key",
          (paid_at) as "paid_at",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
      left join (
        -- shops
        select
          (shop_id) as "shop key",
          (opened) as "opened"
        from store."shop_v1" as "shop"
      ) as "to_shop" on (f."shop key" = to_shop."shop key")
    ) as "r"
    group by r."metric_time__year", r."sale__booked_on__quarter", r."shop__opened__month", r."sale__paid_at"
  ) as "c"
) as "m"
order by m."k0" nulls last, m."k1" nulls last, m."k2" nulls last, m."k3" nulls last
limit 100001

