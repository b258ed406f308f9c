-- the answer
select
  c."k0" as "metric_time__month",
  c."u0 third_shops" as "third_shops"
from (
  -- u0: event 3 of each shop in taps
  select
    date_trunc('month', ((f."first_at" at time zone 'UTC') at time zone 'Europe/Madrid'))::date as "k0",
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
  group by 1
) as "c"
order by c."k0" nulls last
limit 100001

