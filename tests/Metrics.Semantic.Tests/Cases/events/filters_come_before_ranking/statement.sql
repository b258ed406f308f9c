-- the answer
select
  m."k0" as "shop",
  m."m0" as "to_second_in",
  m."m1" as "to_third"
from (
  -- compute to_second_in, to_third
  select
    c."k0" as "k0",
    c."u0 to_second_in" as "m0",
    c."u1 to_third" as "m1"
  from (
    -- combine 2 facts on 1 keys
    select
      p."k0" as "k0",
      max(p."u0 to_second_in") as "u0 to_second_in",
      max(p."u1 to_third") as "u1 to_third"
    from (
      -- u0: event 2 of each shop in taps
      select
        r."shop" as "k0",
        cast(avg(r."days between") as double precision) as "u0 to_second_in",
        cast(null as double precision) as "u1 to_third"
      from (
        select
          f."subject" as "shop",
          (extract(epoch from (f."nth_at" - f."first_at"))::double precision / 86400) as "days between"
        from (
          -- first and 2. event of each shop, ties by event
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
                f."event" as "event__event",
                f."event at" as "event at"
              from (
                -- taps
                select
                  (shop_id) as "shop key",
                  (event) as "event key",
                  (kind) as "event",
                  (at) as "event at"
                from store."tap_v1" as "tap"
              ) as "f"
            ) as "r"
            where (r."event__event" = 'in' -- only those
) and (not (r."shop" is null)) and (not (r."event at" is null))
          ) as "e"
          where (e."nth" in (1, 2))
          group by e."subject"
          having (count(e."nth") = 2)
        ) as "f"
      ) as "r"
      group by r."shop"
    union all
      -- u1: event 3 of each shop in taps
      select
        r."shop" as "k0",
        cast(null as double precision) as "u0 to_second_in",
        cast(avg(r."days between") as double precision) as "u1 to_third"
      from (
        select
          f."subject" as "shop",
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
      group by r."shop"
    ) as "p"
    group by p."k0"
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

