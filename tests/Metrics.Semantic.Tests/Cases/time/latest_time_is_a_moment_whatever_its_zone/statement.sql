-- the answer
select
  c."u0 first_entered" as "first_entered",
  c."u1 last_sold" as "last_sold"
from (
  -- combine 2 facts on 0 keys
  select
    max(p."u0 first_entered") as "u0 first_entered",
    max(p."u1 last_sold") as "u1 last_sold"
  from (
    -- u0: visits
    select
      cast(min(("visit"."entered" at time zone 'America/New_York')) as timestamp with time zone) as "u0 first_entered",
      cast(null as timestamp with time zone) as "u1 last_sold"
    from store."visit_v1" as "visit"
  union all
    -- u1: sales
    select
      cast(null as timestamp with time zone) as "u0 first_entered",
      cast(max(("sale"."sold_at" at time zone 'UTC')) as timestamp with time zone) as "u1 last_sold"
    from store."sale_v1" as "sale"
  ) as "p"
) as "c"
limit 100001

