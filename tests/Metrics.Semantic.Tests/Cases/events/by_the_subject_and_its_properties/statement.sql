-- the answer
select
  m."k0" as "shop",
  m."k1" as "shop__country",
  m."k2" as "shop__merchant__segment",
  m."m0" as "to_third"
from (
  -- compute to_third
  select
    c."k0" as "k0",
    c."k1" as "k1",
    c."k2" as "k2",
    c."u0 to_third" as "m0"
  from (
    -- u0: event 3 of each shop in taps
    select
      r."shop" as "k0",
      r."shop__country" as "k1",
      r."shop__merchant__segment" as "k2",
      cast(avg(r."days between") as double precision) as "u0 to_third"
    from (
      -- each row with the one that each join finds
      select
        f."subject" as "shop",
        to_shop."country" as "shop__country",
        to_shop_merchant."segment" as "shop__merchant__segment",
        (extract(epoch from (f."nth_at" - f."first_at"))::double precision / 86400) as "days between"
      from (
        -- first and 3. event of each shop, ties by event
        select
          e."subject" as "subject",
          min(e."event") as "first_at",
          max(e."event") as "nth_at"
        from (
          -- events of each subject in their order
          select
            r."shop" as "subject",
            r."event at" as "event",
            (row_number() over (partition by r."shop" order by r."event at", r."event")) as "nth"
          from (
            select
              f."shop key" as "shop",
              f."event key" as "event",
              f."event at" as "event at"
            from (
              -- taps
              select
                (shop_id) as "shop key",
                (event) as "event key",
                (at) as "event at"
              from store."tap_v1" as "tap"
            ) as "f"
          ) as "r"
          where (not (r."shop" is null)) and (not (r."event at" is null))
        ) as "e"
        where (e."nth" in (1, 3))
        group by e."subject"
        having (count(e."nth") = 2)
      ) as "f"
      left join (
        -- shops
        select
          (shop_id) as "shop key",
          (country) as "country",
          (merchant_id) as "merchant key"
        from store."shop_v1" as "shop"
      ) as "to_shop" on (f."subject" = to_shop."shop key")
      left join (
        -- merchants
        select
          (merchant_id) as "merchant key",
          (segment) as "segment"
        from store."merchant_v1" as "merchant"
      ) as "to_shop_merchant" on (to_shop."merchant key" = to_shop_merchant."merchant key")
    ) as "r"
    group by r."shop", r."shop__country", r."shop__merchant__segment"
  ) as "c"
) as "m"
order by m."k0" nulls last, cast(m."k1" as text) collate "C" nulls last, cast(m."k2" as text) collate "C" nulls last
limit 100001

