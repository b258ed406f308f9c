-- the answer
select
  m."m0" as "to_third",
  m."m1" as "third_shops"
from (
  -- compute to_third, third_shops
  select
    c."u0 to_third" as "m0",
    c."u0 third_shops" as "m1"
  from (
    -- u0: event 3 of each shop in taps
    select
      cast(avg(r."days between") as double precision) as "u0 to_third",
      cast(count(r."days between") as bigint) as "u0 third_shops"
    from (
      select
        f."first_at" as "metric_time stored",
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
    ) as "r"
    where ((r."metric_time stored" >= $1::timestamp) and (r."metric_time stored" < $2::timestamp))
  ) as "c"
) as "m"
limit 100001

-- $1 = 2026-01-01 00:00:00::timestamp, $2 = 2026-02-01 00:00:00::timestamp
