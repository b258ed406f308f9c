-- the answer
select
  m."k0" as "sale__currency",
  m."k1" as "shop",
  m."m0" as "money"
from (
  -- compute share of money
  select
    c."k0" as "k0",
    c."k1" as "k1",
    trim_scale(round(div(cast(c."u0 money" as numeric) * 2000000000000000000, nullif(cast((sum(c."u0 money") over (partition by c."k0")) as numeric), 0)) * 0.0000000000000000005, 18)) as "m0"
  from (
    -- u0: sales
    select
      "sale"."currency" as "k0",
      "sale"."shop_id" as "k1",
      cast(sum("sale"."amount") as numeric) as "u0 money"
    from store."sale_v1" as "sale"
    group by 1, 2
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last, m."k1" nulls last
limit 100001

