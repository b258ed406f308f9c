-- the answer
select
  c."k0" as "shop__country",
  c."k1" as "sale__gift",
  c."k2" as "sale__status",
  trim_scale(round(div(cast(c."u0 amount_mean" as numeric) * 2000000000000000000, nullif(cast(w0."u0 amount_mean" as numeric), 0)) * 0.0000000000000000005, 18)) as "mean_amount"
from (
  -- u0: sales
  select
    to_shop."country" as "k0",
    "sale"."gift" as "k1",
    "sale"."status" as "k2",
    trim_scale(round(div(cast(sum("sale"."amount") as numeric) * 2000000000000000000, nullif(count("sale"."amount"), 0)) * 0.0000000000000000005, 18)) as "u0 amount_mean"
  from store."sale_v1" as "sale"
  left join store."shop_v1" as "to_shop" on ("sale"."shop_id" = to_shop."shop_id")
  group by 1, 2, 3
) as "c"
left join (
  -- u0: sales
  select
    to_shop."country" as "k0",
    "sale"."status" as "k1",
    trim_scale(round(div(cast(sum("sale"."amount") as numeric) * 2000000000000000000, nullif(count("sale"."amount"), 0)) * 0.0000000000000000005, 18)) as "u0 amount_mean"
  from store."sale_v1" as "sale"
  left join store."shop_v1" as "to_shop" on ("sale"."shop_id" = to_shop."shop_id")
  group by 1, 2
) as "w0" on (((coalesce(cast(c."k0" as text), $1::text)) = (coalesce(cast(w0."k0" as text), $2::text))) and ((c."k0" is null) = (w0."k0" is null))) and (((coalesce(cast(c."k2" as text), $3::text)) = (coalesce(cast(w0."k1" as text), $4::text))) and ((c."k2" is null) = (w0."k1" is null)))
order by cast(c."k0" as text) collate "C" nulls last, c."k1" nulls last, cast(c."k2" as text) collate "C" nulls last
limit 100001

-- $1 = ::text, $2 = ::text, $3 = ::text, $4 = ::text
