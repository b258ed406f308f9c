-- the answer
select
  m."k0" as "shop",
  m."m0" as "to_third",
  m."m1" as "amount",
  m."m2" as "taps"
from (
  -- compute to_third, amount, taps
  select
    c."k0" as "k0",
    c."u0 to_third" as "m0",
    c."u1 amount_sum" as "m1",
    c."u2 taps" as "m2"
  from (
    -- combine 3 facts on 1 keys
    select
      p."k0" as "k0",
      max(p."u0 to_third") as "u0 to_third",
      max(p."u1 amount_sum") as "u1 amount_sum",
      max(p."u2 taps") as "u2 taps"
    from (
      -- u0: event 3 of each shop in taps
      select
        r."shop" as "k0",
        cast(avg(r."days between") as double precision) as "u0 to_third",
        cast(null as numeric) as "u1 amount_sum",
        cast(null as bigint) as "u2 taps"
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
    union all
      -- u1: sales
      select
        r."shop" as "k0",
        cast(null as double precision) as "u0 to_third",
        cast(sum(r."u1 amount_sum") as numeric) as "u1 amount_sum",
        cast(null as bigint) as "u2 taps"
      from (
        select
          f."shop key" as "shop",
          f."u1 amount_sum" as "u1 amount_sum"
        from (
          -- sales
          select
            (shop_id) as "shop key",
            (amount) as "u1 amount_sum"
          from store."sale_v1" as "sale"
        ) as "f"
      ) as "r"
      group by r."shop"
    union all
      -- u2: taps
      select
        r."shop" as "k0",
        cast(null as double precision) as "u0 to_third",
        cast(null as numeric) as "u1 amount_sum",
        cast(count(r."u2 taps") as bigint) as "u2 taps"
      from (
        select
          f."shop key" as "shop",
          f."u2 taps" as "u2 taps"
        from (
          -- taps
          select
            (shop_id) as "shop key",
            (1) as "u2 taps"
          from store."tap_v1" as "tap"
        ) as "f"
      ) as "r"
      group by r."shop"
    ) as "p"
    group by p."k0"
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

