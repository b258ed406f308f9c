-- the answer
select
  c."k0" as "shop",
  c."u0 sale_count" as "sales",
  c."u1 nothing_count" as "nothings",
  c."u1 nothing_sum" as "nothing_amount"
from (
  -- combine 2 facts on 1 keys
  select
    p."k0" as "k0",
    max(p."u0 sale_count") as "u0 sale_count",
    max(p."u1 nothing_count") as "u1 nothing_count",
    max(p."u1 nothing_sum") as "u1 nothing_sum"
  from (
    -- u0: sales
    select
      "sale"."shop_id" as "k0",
      cast(count(1) as bigint) as "u0 sale_count",
      cast(null as bigint) as "u1 nothing_count",
      cast(null as numeric) as "u1 nothing_sum"
    from store."sale_v1" as "sale"
    group by 1
  union all
    -- u1: nothings
    select
      "nothing"."shop_id" as "k0",
      cast(null as bigint) as "u0 sale_count",
      cast(count(1) as bigint) as "u1 nothing_count",
      cast(sum("nothing"."amount") as numeric) as "u1 nothing_sum"
    from store."nothing_v1" as "nothing"
    group by 1
  ) as "p"
  group by p."k0"
) as "c"
order by c."k0" nulls last
limit 100001

