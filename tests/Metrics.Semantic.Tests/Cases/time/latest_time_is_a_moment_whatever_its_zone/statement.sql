-- the answer
select
  m."m0" as "first_entered",
  m."m1" as "last_sold"
from (
  -- compute first_entered, last_sold
  select
    c."u0 first_entered" as "m0",
    c."u1 last_sold" as "m1"
  from (
    -- combine 2 facts on 0 keys
    select
      max(p."u0 first_entered") as "u0 first_entered",
      max(p."u1 last_sold") as "u1 last_sold"
    from (
      -- u0: visits
      select
        cast(min(r."u0 first_entered") as timestamp with time zone) as "u0 first_entered",
        cast(null as timestamp with time zone) as "u1 last_sold"
      from (
        select
          (f."u0 first_entered" at time zone 'America/New_York') as "u0 first_entered"
        from (
          -- visits
          select
            (entered) as "u0 first_entered"
          from store."visit_v1" as "visit"
        ) as "f"
      ) as "r"
    union all
      -- u1: sales
      select
        cast(null as timestamp with time zone) as "u0 first_entered",
        cast(max(r."u1 last_sold") as timestamp with time zone) as "u1 last_sold"
      from (
        select
          (f."u1 last_sold" at time zone 'UTC') as "u1 last_sold"
        from (
          -- sales
          select
            (sold_at) as "u1 last_sold"
          from store."sale_v1" as "sale"
        ) as "f"
      ) as "r"
    ) as "p"
  ) as "c"
) as "m"
limit 100001

