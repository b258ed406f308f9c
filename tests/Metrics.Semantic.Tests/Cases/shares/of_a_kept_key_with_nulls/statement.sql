-- the answer
select
  m."k0" as "shop__country",
  m."k1" as "sale__status",
  m."m0" as "amount"
from (
  -- compute share of amount
  select
    c."k0" as "k0",
    c."k1" as "k1",
    trim_scale(round(div(cast(c."u0 amount_sum" as numeric) * 2000000000000000000, nullif(cast((sum(c."u0 amount_sum") over (partition by c."k0")) as numeric), 0)) * 0.0000000000000000005, 18)) as "m0"
  from (
    -- u0: sales
    select
      to_shop."country" as "k0",
      "sale"."status" as "k1",
      cast(sum("sale"."amount") as numeric) as "u0 amount_sum"
    from store."sale_v1" as "sale"
    left join store."shop_v1" as "to_shop" on ("sale"."shop_id" = to_shop."shop_id")
    group by 1, 2
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last, cast(m."k1" as text) collate "C" nulls last
limit 100001

