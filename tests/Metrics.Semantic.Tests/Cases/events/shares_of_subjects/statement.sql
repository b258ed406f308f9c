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
      to_shop."country" as "k0",
      cast(count((extract(epoch from (f."nth_at" - f."first_at"))::double precision / 86400)) as bigint) as "u0 third_shops"
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
    group by 1
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last
limit 100001

