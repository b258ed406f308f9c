-- the answer
select
  m."k0" as "sale__status",
  m."k1" as "sale__gift",
  m."m0" as "sales",
  m."m1" as "sales",
  m."m2" as "median_amount",
  m."m3" as "median_amount"
from (
  -- compute share of sales, share of sales, share of median_amount, share of median_amount
  select
    c."k0" as "k0",
    c."k1" as "k1",
    trim_scale(round(div(cast(c."u0 sale_count" as numeric) * 2000000000000000000, nullif(cast((sum(c."u0 sale_count") over ()) as numeric), 0)) * 0.0000000000000000005, 18)) as "m0",
    trim_scale(round(div(cast(c."u0 sale_count" as numeric) * 2000000000000000000, nullif(cast((sum(c."u0 sale_count") over (partition by c."k0")) as numeric), 0)) * 0.0000000000000000005, 18)) as "m1",
    (cast(c."u0 amount_median" as double precision) / (nullif(cast(w0."u0 amount_median" as double precision), 0))) as "m2",
    (cast(c."u0 amount_median" as double precision) / (nullif(cast(w1."u0 amount_median" as double precision), 0))) as "m3"
  from (
    -- u0: sales
    select
      "sale"."status" as "k0",
      "sale"."gift" as "k1",
      cast(count(1) as bigint) as "u0 sale_count",
      cast(percentile_cont(0.5) within group (order by cast("sale"."amount" as double precision)) as double precision) as "u0 amount_median"
    from store."sale_v1" as "sale"
    group by 1, 2
  ) as "c"
  left join (
    -- u0: sales
    select
      "sale"."status" as "k0",
      cast(percentile_cont(0.5) within group (order by cast("sale"."amount" as double precision)) as double precision) as "u0 amount_median"
    from store."sale_v1" as "sale"
    group by 1
  ) as "w0" on (((coalesce(cast(c."k0" as text), $1::text)) = (coalesce(cast(w0."k0" as text), $2::text))) and ((c."k0" is null) = (w0."k0" is null)))
  cross join (
    -- u0: sales
    select
      cast(percentile_cont(0.5) within group (order by cast("sale"."amount" as double precision)) as double precision) as "u0 amount_median"
    from store."sale_v1" as "sale"
  ) as "w1"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last, m."k1" nulls last
limit 100001

-- $1 = ::text, $2 = ::text
