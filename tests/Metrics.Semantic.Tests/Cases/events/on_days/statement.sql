-- the answer
select
  c."k0" as "shop",
  c."u0 to_third_day" as "to_third_day"
from (
  -- u0: event 3 of each shop in taps
  select
    f."subject" as "k0",
    cast(avg((extract(epoch from (cast(f."nth_at" as timestamp without time zone) - cast(f."first_at" as timestamp without time zone)))::double precision / 86400)) as double precision) as "u0 to_third_day"
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
        "tap"."day" as "event",
        (row_number() over (partition by "tap"."shop_id" order by "tap"."day", "tap"."event")) as "nth"
      from store."tap_v1" as "tap"
      where (not ("tap"."shop_id" is null)) and (not ("tap"."day" is null))
    ) as "e"
    where (e."nth" in (1, 3))
    group by e."subject"
    having (count(e."nth") = 2)
  ) as "f"
  group by 1
) as "c"
order by c."k0" nulls last
limit 100001

