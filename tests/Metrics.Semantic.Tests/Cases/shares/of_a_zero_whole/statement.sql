-- the answer
select
  m."k0" as "shop",
  m."k1" as "sale",
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
      "sale"."shop_id" as "k0",
      "sale"."sale_id" as "k1",
      cast(sum("sale"."amount") as numeric) as "u0 amount_sum"
    from store."sale_v1" as "sale"
    where ("sale"."shop_id" = $1::numeric)
    group by 1, 2
  ) as "c"
) as "m"
order by m."k0" nulls last, m."k1" nulls last
limit 100001

-- $1 = 4::numeric
