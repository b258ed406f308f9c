-- the answer
select
  c."u0 third_shops" as "third_shops",
  c."u0 to_third" as "to_third"
from (
  -- u0: event 3 of each shop in taps
  select
    cast(count((extract(epoch from (f."nth_at" - f."first_at"))::double precision / 86400)) as bigint) as "u0 third_shops",
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
      where ("tap"."kind" = $1::text) and (not ("tap"."shop_id" is null)) and (not ("tap"."at" is null))
    ) as "e"
    where (e."nth" in (1, 3))
    group by e."subject"
    having (count(e."nth") = 2)
  ) as "f"
) as "c"
limit 100001

-- $1 = in::text
