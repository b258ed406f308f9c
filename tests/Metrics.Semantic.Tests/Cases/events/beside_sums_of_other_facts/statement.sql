-- the answer
select
  c."k0" as "shop",
  c."u0 to_third" as "to_third",
  c."u1 amount_sum" as "amount",
  c."u2 taps" as "taps"
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
      f."subject" as "k0",
      cast(avg((extract(epoch from (f."nth_at" - f."first_at"))::double precision / 86400)) as double precision) as "u0 to_third",
      cast(null as numeric) as "u1 amount_sum",
      cast(null as bigint) as "u2 taps"
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
  union all
    -- u1: sales
    select
      "sale"."shop_id" as "k0",
      cast(null as double precision) as "u0 to_third",
      cast(sum("sale"."amount") as numeric) as "u1 amount_sum",
      cast(null as bigint) as "u2 taps"
    from store."sale_v1" as "sale"
    group by 1
  union all
    -- u2: taps
    select
      "tap"."shop_id" as "k0",
      cast(null as double precision) as "u0 to_third",
      cast(null as numeric) as "u1 amount_sum",
      cast(count(1) as bigint) as "u2 taps"
    from store."tap_v1" as "tap"
    group by 1
  ) as "p"
  group by p."k0"
) as "c"
order by c."k0" nulls last
limit 100001

