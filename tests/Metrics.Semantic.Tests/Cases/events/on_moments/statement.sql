-- the answer
select
  c."k0" as "shop",
  c."k1" as "metric_time__day",
  c."u0 to_third_moment" as "to_third_moment"
from (
  -- u0: event 3 of each shop in taps
  select
    f."subject" as "k0",
    date_trunc('day', (f."first_at" at time zone 'Asia/Kolkata'))::date as "k1",
    cast(avg((extract(epoch from (f."nth_at" - f."first_at"))::double precision / 86400)) as double precision) as "u0 to_third_moment"
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
        "tap"."moment" as "event",
        (row_number() over (partition by "tap"."shop_id" order by "tap"."moment", "tap"."event")) as "nth"
      from store."tap_v1" as "tap"
      where (not ("tap"."shop_id" is null)) and (not ("tap"."moment" is null))
    ) as "e"
    where (e."nth" in (1, 3))
    group by e."subject"
    having (count(e."nth") = 2)
  ) as "f"
  group by 1, 2
) as "c"
order by c."k0" nulls last, c."k1" nulls last
limit 100001

