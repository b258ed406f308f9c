-- the answer
select
  c."k0" as "sale__status",
  (round(cast(trim_scale(round(div(c."u0 amount_sum" * 2000000000000000000, nullif(cast(c."u0 sale_count" as numeric), 0)) * 0.0000000000000000005, 18)) as numeric), cast(cast(1 as numeric) as integer))) as "rounded"
from (
  -- u0: sales
  select
    "sale"."status" as "k0",
    cast(sum("sale"."amount") as numeric) as "u0 amount_sum",
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  group by 1
) as "c"
order by cast(c."k0" as text) collate "C" nulls last
limit 100001

