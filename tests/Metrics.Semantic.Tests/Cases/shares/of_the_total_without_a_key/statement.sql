-- the answer
select
  m."m0" as "amount"
from (
  -- compute share of amount
  select
    trim_scale(round(div(cast(c."u0 amount_sum" as numeric) * 2000000000000000000, nullif(cast((sum(c."u0 amount_sum") over ()) as numeric), 0)) * 0.0000000000000000005, 18)) as "m0"
  from (
    -- u0: sales
    select
      cast(sum("sale"."amount") as numeric) as "u0 amount_sum"
    from store."sale_v1" as "sale"
  ) as "c"
) as "m"
limit 100001

