-- the answer
select
  m."k0" as "shop__country",
  m."m0" as "third_shops"
from (
  -- compute share of third_shops
  select
    c."k0" as "k0",
    trim_scale(round(div(cast(c."u0 third_shops" as numeric) * 2000000000000000000, nullif(cast((sum(c."u0 third_shops") over ()) as numeric), 0)) * 0.0000000000000000005, 18)) as "m0"
  from (
    -- u0: event 3 of each shop in taps
    select
      r."shop__country" as "k0",
      cast(count(r."days between") as bigint) as "u0 third_shops"
    from (
      -- each row with the one that each join finds
      select
        to_shop."country" as "shop__country",
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
          (country) as "country"
        from store."shop_v1" as "shop"
      ) as "to_shop" on (f."subject" = to_shop."shop key")
    ) as "r"
    group by r."shop__country"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last
limit 100001

