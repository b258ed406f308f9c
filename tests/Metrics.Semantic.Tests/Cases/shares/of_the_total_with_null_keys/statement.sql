-- the answer
select
  m."k0" as "shop",
  m."m0" as "sales",
  m."m1" as "sales"
from (
  -- compute sales, share of sales
  select
    c."k0" as "k0",
    c."u0 sale_count" as "m0",
    trim_scale(round(div(cast(c."u0 sale_count" as numeric) * 2000000000000000000, nullif(cast((sum(c."u0 sale_count") over ()) as numeric), 0)) * 0.0000000000000000005, 18)) as "m1"
  from (
    -- u0: sales
    select
      "sale"."shop_id" as "k0",
      cast(count(1) as bigint) as "u0 sale_count"
    from store."sale_v1" as "sale"
    group by 1
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

