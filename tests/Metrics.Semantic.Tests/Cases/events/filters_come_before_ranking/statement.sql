-- the answer
select
  c."k0" as "shop",
  c."u0 to_second_in" as "to_second_in",
  c."u1 to_third" as "to_third"
from (
  -- combine 2 facts on 1 keys
  select
    p."k0" as "k0",
    max(p."u0 to_second_in") as "u0 to_second_in",
    max(p."u1 to_third") as "u1 to_third"
  from (
    -- u0: event 2 of each shop in taps
    select
      f."subject" as "k0",
      cast(avg((extract(epoch from (f."nth_at" - f."first_at"))::double precision / 86400)) as double precision) as "u0 to_second_in",
      cast(null as double precision) as "u1 to_third"
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
            "tap"."shop_id" as "shop",
            "tap"."event" as "event",
            "tap"."kind" as "event__event",
            "tap"."at" as "event at"
          from store."tap_v1" as "tap"
        ) as "r"
        where (r."event__event" = 'in' -- only those
) and (not (r."shop" is null)) and (not (r."event at" is null))
      ) as "e"
      where (e."nth" in (1, 2))
      group by e."subject"
      having (count(e."nth") = 2)
    ) as "f"
    group by 1
  union all
    -- u1: event 3 of each shop in taps
    select
      f."subject" as "k0",
      cast(null as double precision) as "u0 to_second_in",
      cast(avg((extract(epoch from (f."nth_at" - f."first_at"))::double precision / 86400)) as double precision) as "u1 to_third"
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
  ) as "p"
  group by p."k0"
) as "c"
order by c."k0" nulls last
limit 100001

