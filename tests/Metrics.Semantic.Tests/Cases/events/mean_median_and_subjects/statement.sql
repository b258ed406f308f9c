-- the answer
select
  m."m0" as "to_third",
  m."m1" as "to_third_median",
  m."m2" as "third_shops"
from (
  -- compute to_third, to_third_median, third_shops
  select
    c."u0 to_third" as "m0",
    c."u0 to_third_median" as "m1",
    c."u0 third_shops" as "m2"
  from (
    -- u0: event 3 of each shop in taps
    select
      cast(avg(r."days between") as double precision) as "u0 to_third",
      cast(percentile_cont(0.5) within group (order by r."days between") as double precision) as "u0 to_third_median",
      cast(count(r."days between") as bigint) as "u0 third_shops"
    from (
      select
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
  ) as "c"
) as "m"
limit 100001

