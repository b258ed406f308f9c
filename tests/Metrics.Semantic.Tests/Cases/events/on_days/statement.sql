-- the answer
select
  m."k0" as "shop",
  m."m0" as "to_third_day"
from (
  -- compute to_third_day
  select
    c."k0" as "k0",
    c."u0 to_third_day" as "m0"
  from (
    -- u0: event 3 of each shop in taps
    select
      r."shop" as "k0",
      cast(avg(r."days between") as double precision) as "u0 to_third_day"
    from (
      select
        f."subject" as "shop",
        (extract(epoch from (cast(f."nth_at" as timestamp without time zone) - cast(f."first_at" as timestamp without time zone)))::double precision / 86400) as "days between"
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
                ("day") as "event at"
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
    group by r."shop"
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

