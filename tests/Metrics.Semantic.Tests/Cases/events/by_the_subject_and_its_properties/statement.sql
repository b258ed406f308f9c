-- the answer
select
  c."k0" as "shop",
  c."k1" as "shop__country",
  c."k2" as "shop__merchant__segment",
  c."u0 to_third" as "to_third"
from (
  -- u0: event 3 of each shop in taps
  select
    f."subject" as "k0",
    to_shop."country" as "k1",
    to_shop_merchant."segment" as "k2",
    cast(avg((extract(epoch from (f."nth_at" - f."first_at"))::double precision / 86400)) as double precision) as "u0 to_third"
  from (
    -- first and 3. event of each shop, ties by event
    select
      e."subject" as "subject",
      min(e."event") as "first_at",
      max(e."event") as "nth_at"
    from (
      -- events of each subject in their order
      select
        "tap"."shop_id" as "subject",
        "tap"."at" as "event",
        (row_number() over (partition by "tap"."shop_id" order by "tap"."at", "tap"."event")) as "nth"
      from store."tap_v1" as "tap"
      where (not ("tap"."shop_id" is null)) and (not ("tap"."at" is null))
    ) as "e"
    where (e."nth" in (1, 3))
    group by e."subject"
    having (count(e."nth") = 2)
  ) as "f"
  left join store."shop_v1" as "to_shop" on (f."subject" = to_shop."shop_id")
  left join store."merchant_v1" as "to_shop_merchant" on (to_shop."merchant_id" = to_shop_merchant."merchant_id")
  group by 1, 2, 3
) as "c"
order by c."k0" nulls last, cast(c."k1" as text) collate "C" nulls last, cast(c."k2" as text) collate "C" nulls last
limit 100001

